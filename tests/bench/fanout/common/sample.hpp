#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tickerd::bench {

/// Pair number `place` of those that are published and asked for: "AAA/USD", "BAA/USD" and so on;
/// 17,576 of them.
std::string pair_name(std::size_t place);
/// "2026-05-19T05:02:11.480Z", milliseconds cut as the protocol's timestamps are.
std::string timestamp(std::int64_t us);
/// An `update` of the protocol with one rate: about 300 bytes.
std::string update_text(std::uint64_t seq, std::uint64_t prev, std::int64_t us);
/// A WebSocket text frame of a server.
std::string text_frame(const std::string& text);

}  // namespace tickerd::bench
