#pragma once

#include <string>

#include "app/config.hpp"
#include "http/service.hpp"

namespace tickerd::app {

/// What the edges serve until the next reload: pages, pairs, sources, limits.
http::Site make_site(const Config& config);

/// The limits of the operations listener. Who watches the server comes from few addresses, and is
/// let in however many others come.
http::Limits operations_limits(http::Limits of_subscribers);

/// What /widget/<version>/tickerd.js hashes to.
std::string widget_integrity();

/// How many connections may be open when the configuration leaves it to the system: the process's
/// file limit, raised to the hard one, less 64 for everything else.
std::size_t connections_by_file_limit();

}  // namespace tickerd::app
