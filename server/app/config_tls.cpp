#include "app/config_tls.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "app/config_bodies.hpp"

namespace tickerd::app {
namespace {

constexpr std::uintmax_t most_pem_bytes = 1024 * 1024;

/// The bytes of a file that must be there; empty, and a problem, when it cannot be read.
std::string read(std::filesystem::path& file, std::string_view pointer, const ConfigSource& source,
                 const Origins& origins, ConfigProblems& problems) {
  file = placed(file, pointer, source, origins);
  auto bytes = read_file(file, most_pem_bytes);
  if (bytes && !bytes->empty()) return *std::move(bytes);
  problems.at_value(pointer,
                    bytes ? "expected a file in PEM, got an empty one" : bytes.error().detail);
  return {};
}

}  // namespace

std::filesystem::path placed(const std::filesystem::path& path, std::string_view pointer,
                             const ConfigSource& source, const Origins& origins) {
  return path.empty() || origins.contains(pointer) ? path : source.folder / path;
}

void read_tls(Config& config, const ConfigSource& source, const Origins& origins,
              ConfigProblems& problems) {
  constexpr auto certificate_at = "/tls/certificate";
  constexpr auto key_at = "/tls/key";
  auto& tls = config.tls;
  if (tls.certificate.empty() && tls.key.empty()) return;
  if (tls.certificate.empty() || tls.key.empty()) {
    problems.at_value("/tls", tls.key.empty()
                                  ? "expected \"key\" beside \"certificate\", there is none"
                                  : "expected \"certificate\" beside \"key\", there is none");
    return;
  }
  const auto certificate = read(tls.certificate, certificate_at, source, origins, problems);
  const auto key = read(tls.key, key_at, source, origins, problems);
  if (certificate.empty() || key.empty()) return;
  auto made =
      http::TlsContext::make(certificate, key, std::chrono::floor<std::chrono::seconds>(tls.hsts));
  if (made) {
    tls.context = *std::move(made);
  } else {
    const bool is_key = made.error().detail.contains("private key");
    problems.at_value(is_key ? key_at : certificate_at, made.error().detail);
  }
}

}  // namespace tickerd::app
