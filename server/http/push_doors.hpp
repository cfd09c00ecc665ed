#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace tickerd::http {

/// A feed that takes batches by POST /v1/quotes from whoever shows its token.
struct PushDoor {
  std::string feed;
  std::string token_sha256;  ///< net::sha256_hex() of the token; the token itself is kept nowhere
};

/// The door that the request's token opens, `Authorization: Bearer TOKEN` before `?token=`; nullptr
/// when it shows none or a wrong one. Takes the same time whatever the token is.
const PushDoor* find_door(const std::vector<PushDoor>& doors, const Request& request);

}  // namespace tickerd::http
