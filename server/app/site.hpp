#pragma once

#include <string>

#include "app/config.hpp"
#include "http/service.hpp"

namespace tickerd::app {

/// What the edges serve that does not change while the process runs: pages, pairs, sources, limits.
http::Site make_site(const Config& config);

/// What /widget/<version>/tickerd.js hashes to.
std::string widget_integrity();

/// How many connections may be open when the configuration leaves it to the system: the process's
/// file limit, raised to the hard one, less 64 for everything else.
std::size_t connections_by_file_limit();

}  // namespace tickerd::app
