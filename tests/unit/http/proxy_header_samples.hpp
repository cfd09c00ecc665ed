#pragma once

#include <string>

namespace tickerd::http::test {

/// A header of the PROXY protocol: the fields as they are on the wire.
inline std::string proxy_header(int command, int protocol, const std::string& block,
                                int version = 2) {
  std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
  header += static_cast<char>(version << 4 | command);
  header += static_cast<char>(protocol);
  header += static_cast<char>(block.size() >> 8U);
  header += static_cast<char>(block.size() & 0xffU);
  return header + block;
}

/// "PROXY TCP4" for 192.0.2.`last`.
inline std::string proxy_for(int last) {
  std::string block = {static_cast<char>(192), 0, 2, static_cast<char>(last), 127, 0, 0, 1};
  return proxy_header(1, 0x11, block + std::string("\x12\x34\x1f\x90", 4));
}

}  // namespace tickerd::http::test
