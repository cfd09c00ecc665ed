#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>

#include "net/connection.hpp"
#include "net/resolver.hpp"
#include "net/url.hpp"

namespace tickerd::net {

/// How far an exchange has come: what a time limit cut off.
struct Progress {
  enum class Stage { look_up, connect, handshake, answer };
  Stage stage = Stage::look_up;
  std::string authority;     ///< of the hop under way
  std::size_t received = 0;  ///< bytes of the answer under way
};

/// What had come by then, for the error of a time limit: "no address", "no connection", "no TLS
/// handshake", "none".
std::string_view so_far(const Progress& progress) noexcept;

/// Opens a connection to the host of `url`, for https through the TLS handshake.
///
/// The addresses of a name are judged here, and the one that was judged is the one connected to:
/// unless `allow_private`, those inside (`inside_kind`) are left out, and if none remains it fails
/// with Errc::refused. A literal address is always allowed. Fails with Errc::unreachable when no
/// address answers or the handshake fails. The references outlive the operation.
asio::awaitable<Result<Connection>> dial(Resolver& resolver, asio::ssl::context& tls, Url url,
                                         bool allow_private, Progress& progress);

}  // namespace tickerd::net
