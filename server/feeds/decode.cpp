#include "feeds/decode.hpp"

#include <memory>
#include <utility>

#include "feeds/charset.hpp"
#include "feeds/judge.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"
#include "net/sha256.hpp"

namespace tickerd::feeds {
namespace {

rates::Result<RawDocument> read(const Mapping& mapping, std::string_view text) {
  switch (mapping.format) {
    case Format::json:
      return read_json(mapping, text);
    case Format::xml:
      return read_xml(mapping, text);
    case Format::csv:
      return read_csv(mapping, text);
  }
  return rates::fail(rates::Errc::bad_argument, "format: expected json, xml or csv");
}

}  // namespace

rates::Result<Table> decode(const Mapping& mapping, std::string_view body,
                            std::string_view content_type, rates::Timestamp fetched_at,
                            std::string url) {
  const auto text = to_utf8(body, mapping.encoding, content_type);
  if (!text) return std::unexpected(text.error());
  const auto document = read(mapping, *text);
  if (!document) return std::unexpected(document.error());
  const auto bytes = std::make_shared<const rates::Document>(
      rates::Document{.url = std::move(url),
                      .sha256 = net::sha256_hex(body),
                      .bytes = body.size(),
                      .content_type = bare_excerpt(content_type)});
  return judge(mapping, *document, fetched_at, bytes);
}

}  // namespace tickerd::feeds
