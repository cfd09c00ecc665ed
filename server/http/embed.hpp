#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace tickerd::http {

inline constexpr std::string_view embed_path = "/embed";

/// The page for frames: the tape with the rates of now as its content, so that they are there
/// before any script and without one. What is wrong is said on a page too. Pure.
Response embed(const Request& request, const View& view);

}  // namespace tickerd::http
