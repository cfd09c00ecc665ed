#include "http/socket_io.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace tickerd::http {
namespace {

constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
constexpr std::size_t most_at_once = 8;

ssize_t send_gathered(int socket, std::span<const std::string_view> pieces) noexcept {
  std::array<iovec, most_at_once> parts{};
  const auto count = std::min(pieces.size(), parts.size());
  for (std::size_t at = 0; at < count; ++at) {
    // sendmsg does not write to what it sends.
    parts[at] = {.iov_base = const_cast<char*>(pieces[at].data()), .iov_len = pieces[at].size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  return ::sendmsg(socket, &message, send_flags);
}

}  // namespace

Transfer receive_some(int socket, std::span<char> space) noexcept {
  for (;;) {
    const auto size = ::recv(socket, space.data(), space.size(), MSG_DONTWAIT);
    if (size >= 0) {
      const auto moved = static_cast<std::size_t>(size);
      return {.size = moved, .on_wire = moved};
    }
    if (errno != EINTR) return {.error = errno};
  }
}

Transfer send_some(int socket, std::span<const std::string_view> pieces) noexcept {
  for (;;) {
    // A twentieth of what a frame costs lies between send() and sendmsg(), and most often there is
    // only one.
    const auto size = pieces.size() == 1
                          ? ::send(socket, pieces[0].data(), pieces[0].size(), send_flags)
                          : send_gathered(socket, pieces);
    if (size >= 0) {
      const auto moved = static_cast<std::size_t>(size);
      return {.size = moved, .on_wire = moved};
    }
    if (errno != EINTR) return {.error = errno};
  }
}

}  // namespace tickerd::http
