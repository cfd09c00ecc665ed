#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tickerd::http {

/// What one attempt to move bytes came to. None of them waits.
struct Transfer {
  std::size_t size = 0;     ///< of the caller's bytes
  std::size_t on_wire = 0;  ///< that the network took; another number when they are encrypted
  int error = 0;            ///< an errno; EAGAIN: nothing can be moved now
};

/// Reads what has come. Size 0 without an error: the peer has ended its side.
Transfer receive_some(int socket, std::span<char> space) noexcept;

/// Sends the first eight of `pieces`, or what of them there is room for.
Transfer send_some(int socket, std::span<const std::string_view> pieces) noexcept;

}  // namespace tickerd::http
