#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "bench/fanout/load/transport.hpp"

namespace tickerd::bench {
namespace {

class SseTransport final : public Transport {
 public:
  std::string request(std::string_view host, std::string_view target) const override {
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n", target,
                       host);
  }

  bool accepts(std::string_view header, Client& client) const override {
    client.chunked = has_line(header, "transfer-encoding: chunked");
    return has_status(header, "200") && has_line(header, "content-type: text/event-stream");
  }

  std::optional<std::size_t> read(std::string_view bytes, Client& client,
                                  Receiver& receiver) const override {
    if (!client.chunked) return read_events(bytes, client, receiver);
    std::size_t taken = 0;
    while (taken < bytes.size()) {
      const auto step = read_chunk(bytes.substr(taken), client, receiver);
      if (!step) return std::nullopt;
      if (*step == 0) break;
      taken += *step;
    }
    return taken;
  }

 private:
  /// A piece of a chunk, or the line between two: "\r\n12f\r\n". 0: more has to come.
  static std::optional<std::size_t> read_chunk(std::string_view bytes, Client& client,
                                               Receiver& receiver) {
    if (client.in_chunk > 0) {
      const auto size = std::min<std::size_t>(client.in_chunk, bytes.size());
      client.in_chunk -= size;
      client.event += bytes.substr(0, size);
      const auto used = read_events(client.event, client, receiver);
      if (!used) return std::nullopt;
      client.event.erase(0, *used);
      return size;
    }
    const std::size_t begin = bytes.starts_with("\r\n") ? 2 : 0;
    const auto end = bytes.find("\r\n", begin);
    if (end == std::string_view::npos) {
      return bytes.size() < 20 ? std::optional<std::size_t>(0) : std::nullopt;
    }
    const auto* const stop = bytes.data() + end;
    const auto [last, error] = std::from_chars(bytes.data() + begin, stop, client.in_chunk, 16);
    if (error != std::errc{} || last != stop) return std::nullopt;
    return end + 2;
  }

  static std::optional<std::size_t> read_events(std::string_view bytes, Client& client,
                                                Receiver& receiver) {
    std::size_t taken = 0;
    for (;;) {
      const auto end = bytes.find("\n\n", taken);
      if (end == std::string_view::npos) return taken;
      if (!read_event(bytes.substr(taken, end + 1 - taken), client, receiver)) return std::nullopt;
      taken = end + 2;
    }
  }

  /// Lines of one event; its data is one line. Every line has a name that is known.
  static bool read_event(std::string_view lines, Client& client, Receiver& receiver) {
    while (!lines.empty()) {
      const auto end = lines.find('\n');
      const auto line = lines.substr(0, end);
      lines.remove_prefix(end + 1);
      if (line.starts_with("data: ")) {
        receiver.on_message(client, line.substr(6), false);
      } else if (!line.starts_with(':') && !line.starts_with("event: ") &&
                 !line.starts_with("id: ") && !line.starts_with("retry: ")) {
        return false;
      }
    }
    return true;
  }
};

bool same_letter(char one, char other) {
  return std::tolower(static_cast<unsigned char>(one)) ==
         std::tolower(static_cast<unsigned char>(other));
}

}  // namespace

std::unique_ptr<Transport> make_sse() { return std::make_unique<SseTransport>(); }

bool has_status(std::string_view header, std::string_view status) {
  return header.starts_with("HTTP/1.1 ") && header.substr(9).starts_with(status);
}

bool has_line(std::string_view header, std::string_view line) {
  return !std::ranges::search(header, line, same_letter).empty();
}

}  // namespace tickerd::bench
