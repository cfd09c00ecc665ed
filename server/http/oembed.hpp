#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace tickerd::http {

inline constexpr std::string_view oembed_path = "/oembed";

/// How a site that is given an address of /embed shows it (oEmbed 1.0, type rich): as a frame, no
/// larger than `maxwidth` and `maxheight`. 404 for addresses that are not ours or not of /embed,
/// 501 for another format than JSON. Pure.
Response oembed(const Request& request, const View& view);

}  // namespace tickerd::http
