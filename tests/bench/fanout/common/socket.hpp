#pragma once

#include <cstdint>
#include <string>

#include "bench/fanout/common/descriptor.hpp"

namespace tickerd::bench {

/// A listening socket of 127.0.0.1 that does not block; none when the port is taken.
Descriptor listen_on(std::uint16_t port);
/// The next connection, without delay and blocking; none when there is none.
Descriptor accept_one(int listener);
/// The port that a socket is bound to.
std::uint16_t local_port(int socket);

/// Begins to connect without blocking; `source` is the address to come from, as many ports as there
/// are belong to each. None when that fails at once. Closing it resets the connection: no port
/// stays taken.
Descriptor connect_from(const std::string& source, const std::string& host, std::uint16_t port);
/// Whether a connection that was begun is there.
bool is_connected(int socket);

}  // namespace tickerd::bench
