#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace tickerd::http {

/// The headers of a page of ours: nothing inline, nothing from elsewhere, no text taken for markup,
/// no camera or other device, no hold on it by a window that opened it. `frame_ancestors` are those
/// who may put it into a frame, as the directive of that name has them.
Fields page_headers(std::string_view frame_ancestors);

}  // namespace tickerd::http
