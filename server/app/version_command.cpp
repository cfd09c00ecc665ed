#include <boost/version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <sqlite3.h>

#include "app/commands.hpp"
#include "app/site.hpp"

namespace tickerd::app {

int version_command(bool json) {
  if (!json) {
    fmt::print("tickerd {}\n", TICKERD_VERSION);
    return exit_ok;
  }
  const nlohmann::ordered_json version = {
      {"version", TICKERD_VERSION},
      {"protocol", "tickerd.v1"},
      {"widget",
       {{"path", "/widget/" TICKERD_VERSION "/tickerd.js"}, {"integrity", widget_integrity()}}},
      {"libraries",
       {{"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                              BOOST_VERSION % 100)},
        {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
        {"sqlite", sqlite3_libversion()}}}};
  fmt::print("{}\n", version.dump(2));
  return exit_ok;
}

}  // namespace tickerd::app
