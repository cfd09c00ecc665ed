#include "app/libraries.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <pugixml.hpp>
#include <spdlog/version.h>
#include <sqlite3.h>
#include <zlib.h>

namespace tickerd::app {
namespace {

/// A version that a header states as one number, its major and minor part at these places.
std::string dotted(int version, int major_place, int minor_place) {
  return fmt::format("{}.{}.{}", version / major_place, version % major_place / minor_place,
                     version % minor_place);
}

}  // namespace

std::vector<Library> used_libraries() {
  return {
      {"boost", dotted(BOOST_VERSION, 100'000, 100)},
      {"cli11", CLI11_VERSION},
      {"date", TICKERD_DATE_VERSION},
      {"fmt", dotted(FMT_VERSION, 10'000, 100)},
      {"libsystemd", TICKERD_LIBSYSTEMD_VERSION},
      {"liburing", TICKERD_LIBURING_VERSION},
      {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                    NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"prometheus-cpp", TICKERD_PROMETHEUS_VERSION},
      {"pugixml", fmt::format("{}.{}", PUGIXML_VERSION / 1000, PUGIXML_VERSION % 1000 / 10)},
      {"spdlog", dotted(SPDLOG_VERSION, 10'000, 100)},
      {"sqlite", sqlite3_libversion()},
      {"zlib", zlibVersion()},
  };
}

}  // namespace tickerd::app
