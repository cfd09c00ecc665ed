#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificate.hpp"
#include "support/temporary_folder.hpp"
#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using test::minimal;
using test::problems;
using testing::HasSubstr;
using tickerd::test::make_certificate;
using tickerd::test::TemporaryFolder;

/// A configuration in a folder with a certificate and its key.
class ConfigTls : public testing::Test {
 protected:
  ConfigTls() {
    const auto made = make_certificate();
    folder.write("server.pem", made.certificate);
    folder.write("server.key", made.key);
  }

  ConfigSource with(const std::string& tls) const {
    auto source = minimal(R"(, "tls": )" + tls);
    source.folder = folder.path();
    return source;
  }

  TemporaryFolder folder;
};

TEST_F(ConfigTls, IsInTheClearByDefault) {
  EXPECT_EQ(test::load(minimal()).tls.context, nullptr);
  EXPECT_EQ(test::load(with("{}")).tls.context, nullptr);
}

TEST_F(ConfigTls, ReadsItsFilesFromTheFolderOfTheConfiguration) {
  const auto config =
      test::load(with(R"({"certificate": "server.pem", "key": "server.key", "hsts": "2d"})"));
  ASSERT_NE(config.tls.context, nullptr);
  EXPECT_EQ(config.tls.context->hsts(), std::chrono::hours(48));
  EXPECT_EQ(config.tls.certificate, folder.path() / "server.pem");
}

TEST_F(ConfigTls, WantsBothFiles) {
  EXPECT_THAT(problems(with(R"({"certificate": "server.pem"})")),
              HasSubstr("/tls: expected \"key\" beside \"certificate\", there is none"));
  EXPECT_THAT(problems(with(R"({"key": "server.key"})")),
              HasSubstr("/tls: expected \"certificate\" beside \"key\", there is none"));
}

TEST_F(ConfigTls, SaysWhichFileIsWrong) {
  EXPECT_THAT(problems(with(R"({"certificate": "none.pem", "key": "server.key"})")),
              HasSubstr("/tls/certificate: "));
  EXPECT_THAT(problems(with(R"({"certificate": "server.pem", "key": "server.pem"})")),
              HasSubstr("/tls/key: expected a private key in PEM, got none"));
  EXPECT_THAT(problems(with(R"({"certificate": "server.key", "key": "server.key"})")),
              HasSubstr("/tls/certificate: expected certificates in PEM, got none"));
  folder.write("empty.key", "");
  EXPECT_THAT(problems(with(R"({"certificate": "server.pem", "key": "empty.key"})")),
              HasSubstr("/tls/key: expected a file in PEM, got an empty one"));
}

}  // namespace
}  // namespace tickerd::app
