#include "app/config_secrets.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_bodies.hpp"

namespace tickerd::app {
namespace {

constexpr std::uintmax_t most_bytes = 4096;

bool is_variable(std::string_view name) {
  const auto is_good = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::ranges::all_of(name, is_good);
}

rates::Result<std::string> from_variable(const ConfigSource& source, const std::string& name) {
  // Somebody may have written the secret itself here: it is not repeated.
  if (!is_variable(name)) {
    return rates::fail(rates::Errc::bad_argument,
                       "expected the name of an environment variable: A to Z, 0 to 9 and _");
  }
  const auto found = source.environment.find(name);
  if (found == source.environment.end()) {
    return rates::fail(rates::Errc::not_found,
                       fmt::format("the environment variable {} is not set", name));
  }
  return found->second;
}

/// Somebody may have written the secret itself in place of the path: it is not repeated, and so no
/// word of read_file() is.
rates::Result<std::string> from_file(const ConfigSource& source, const std::string& path) {
  auto secret = read_file(source.folder / path, most_bytes);
  if (secret) return secret;
  const auto code = secret.error().code;
  if (code == rates::Errc::too_large) {
    return rates::fail(
        code, fmt::format("expected a file of at most {} bytes, got a larger one", most_bytes));
  }
  if (code == rates::Errc::not_found) {
    return rates::fail(code,
                       "expected the path of a file, absolute or from the folder of the "
                       "configuration, found no file there");
  }
  return rates::fail(code, "expected the path of a file, got one that cannot be read");
}

/// What is wrong with the secret itself; empty when it is good.
std::string fault_of(std::string_view secret, std::size_t least_bytes) {
  if (secret.empty()) return "it is empty";
  if (secret.size() > most_bytes) return fmt::format("expected at most {} bytes", most_bytes);
  if (secret.size() < least_bytes) {
    return fmt::format("expected at least {} bytes, got {}", least_bytes, secret.size());
  }
  const auto is_printable = [](char c) { return c > ' ' && c <= '~'; };
  if (!std::ranges::all_of(secret, is_printable)) {
    return "expected printable ASCII without blanks, got other bytes";
  }
  return {};
}

}  // namespace

std::optional<std::string> read_secret(const ConfigFields& fields, const ConfigSource& source,
                                       ConfigProblems& problems, const SecretKeys& keys) {
  if (fields.has(keys.env) == fields.has(keys.file)) {
    problems.at_value(fields.pointer(),
                      fmt::format("expected one of the keys \"{}\" and \"{}\", got {}", keys.env,
                                  keys.file, fields.has(keys.env) ? "both" : "none"));
    return std::nullopt;
  }
  const auto key = fields.has(keys.env) ? keys.env : keys.file;
  const auto* const name = fields.text(key);
  if (name == nullptr) return std::nullopt;  // reported already
  auto secret = key == keys.env ? from_variable(source, *name) : from_file(source, *name);
  if (!secret) {
    problems.at_value(fields.pointer(key), secret.error().detail);
    return std::nullopt;
  }
  while (secret->ends_with('\n') || secret->ends_with('\r')) secret->pop_back();
  if (const auto fault = fault_of(*secret, keys.least_bytes); !fault.empty()) {
    const std::string where = key == keys.env ? *name : "the file";
    problems.at_value(fields.pointer(key), fmt::format("{}: {}", where, fault));
    return std::nullopt;
  }
  return *std::move(secret);
}

}  // namespace tickerd::app
