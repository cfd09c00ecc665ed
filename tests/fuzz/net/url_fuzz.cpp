#include "net/url.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using tickerd::net::Url;

/// What was accepted is plain text without user information, and reads the same when read again.
void check(const Url& url) {
  const auto text = url.text();
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::ranges::all_of(text, printable) || url.host().empty() || url.port() == 0) std::abort();
  if (!url.target().starts_with('/') || url.authority().contains('@')) std::abort();
  const auto again = Url::parse(text);
  if (!again || again->text() != text || again->host() != url.host()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = Url::parse(text)) check(*url);
  static const auto base = Url::parse("https://bank.example:8443/a/b?c=d");
  if (const auto url = base->resolve(text)) check(*url);
  return 0;
}
