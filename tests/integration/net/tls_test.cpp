#include "net/tls.hpp"

#include <string>

#include "client_fixture.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::net {
namespace {

using test::Certificate;
using test::make_certificate;

/// An HTTPS source with a certificate of its own, and clients that trust it or do not.
class TlsTest : public testing::Test {
 public:
  Result<HttpResponse> fetch(const ScriptedSource& source, const std::string& host,
                             const std::string& ca, bool allow_private = true) {
    TlsTrust trust;
    if (!ca.empty()) trust.ca_file = folder.write("ca.pem", ca).string();
    HttpClient client(io.get_executor(), pool, trust);
    HttpRequest request;
    request.url = source.url_for(host, "/");
    request.timeout = std::chrono::seconds(5);
    request.allow_private = allow_private;
    return test::run(io, client.fetch(request));
  }

  test::TemporaryFolder folder;
  asio::io_context io;
  asio::thread_pool pool{1};
};

TEST_F(TlsTest, TakesACertificateItTrusts) {
  const auto certificate = make_certificate();
  ScriptedSource source(certificate);
  source.set("/", says("rates"));
  for (const auto* host : {"127.0.0.1", "localhost"}) {
    const auto response = fetch(source, host, certificate.certificate);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "rates");
  }
}

TEST_F(TlsTest, KeepsTheConnection) {
  const auto certificate = make_certificate();
  ScriptedSource source(certificate);
  source.set("/", says("rates"));
  TlsTrust trust;
  trust.ca_file = folder.write("ca.pem", certificate.certificate).string();
  HttpClient client(io.get_executor(), pool, trust);
  for (int time = 0; time < 3; ++time) {
    HttpRequest request;
    request.url = source.url("/");
    ASSERT_TRUE(test::run(io, client.fetch(request)));
  }
  EXPECT_EQ(source.connections(), 1);
}

struct BadCertificate {
  const char* name;
  test::CertificateRequest request;
  const char* host;
  bool trusted;
  const char* reason;
};

class RefusedCertificate : public TlsTest, public testing::WithParamInterface<BadCertificate> {};

TEST_P(RefusedCertificate, SaysWhy) {
  const auto& row = GetParam();
  const auto certificate = make_certificate(row.request);
  ScriptedSource source(certificate);
  source.set("/", says("rates"));
  const auto response = fetch(source, row.host, row.trusted ? certificate.certificate : "");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unreachable);
  EXPECT_EQ(response.error().detail,
            std::string(row.host) + ":" + std::to_string(source.port()) +
                ": expected a trusted certificate, got one refused: " + row.reason);
  EXPECT_EQ(source.requests("/"), 0);
}

const BadCertificate bad_certificates[] = {
    {"Unknown", {}, "127.0.0.1", false, "self-signed certificate"},
    {"Expired", {.days = -1}, "127.0.0.1", true, "certificate has expired"},
    {"OtherName",
     {.names = "DNS:bank.example,IP:127.0.0.1"},
     "localhost",
     true,
     "hostname mismatch"},
    {"OtherAddress",
     {.names = "DNS:localhost,IP:127.0.0.2"},
     "127.0.0.1",
     true,
     "IP address mismatch"},
    {"NameInsteadOfAddress", {.names = "DNS:127.0.0.1"}, "127.0.0.1", true, "IP address mismatch"},
};
INSTANTIATE_TEST_SUITE_P(Table, RefusedCertificate, testing::ValuesIn(bad_certificates),
                         [](const auto& row) { return row.param.name; });

TEST_F(TlsTest, IsNotSpokenByAPlainServer) {
  ScriptedSource source;
  auto url = source.url("/");
  HttpClient client(io.get_executor(), pool);
  HttpRequest request;
  request.url = "https" + url.substr(4);
  const auto response = test::run(io, client.fetch(request));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unreachable);
  EXPECT_THAT(response.error().detail, HasSubstr("expected a TLS handshake, got"));
}

TEST_F(TlsTest, RefusesToGoBackToHttp) {
  const auto certificate = make_certificate();
  ScriptedSource source(certificate);
  source.set("/", test::redirect("http://127.0.0.1:" + std::to_string(source.port()) + "/"));
  const auto response = fetch(source, "127.0.0.1", certificate.certificate);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::refused);
  EXPECT_THAT(response.error().detail, HasSubstr("expected a redirect to https, got one to http"));
}

TEST_F(TlsTest, SaysWhichFileOfCertificatesCannotBeRead) {
  const auto empty = folder.write("empty.pem", "no certificate");
  EXPECT_EQ(make_tls_context({.ca_file = empty.string()}).error().code, Errc::bad_document);
  const auto missing = (folder.path() / "missing.pem").string();
  const auto context = make_tls_context({.ca_file = missing});
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().code, Errc::not_found);
  EXPECT_THAT(context.error().detail, testing::StartsWith(missing + ": expected a file"));

  ScriptedSource source;
  source.set("/", says("rates"));
  HttpClient client(io.get_executor(), pool, {.ca_file = missing});
  HttpRequest request;
  request.url = source.url("/");
  EXPECT_TRUE(test::run(io, client.fetch(request)));
  request.url = "https" + request.url.substr(4);
  const auto response = test::run(io, client.fetch(request));
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().detail, HasSubstr(missing));
}

}  // namespace
}  // namespace tickerd::net
