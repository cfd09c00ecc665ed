#pragma once

#include <vector>

#include "http/embed_check.hpp"

namespace tickerd::http {

/// What the policies of the page say of the tape.
std::vector<Finding> check_csp(const EmbedSituation& situation);

/// Whether a policy puts the page into a sandbox in which it is of no origin.
bool has_opaque_origin(const std::vector<CspPolicy>& policies);

}  // namespace tickerd::http
