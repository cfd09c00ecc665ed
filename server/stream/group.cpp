#include "stream/group.hpp"

namespace tickerd::stream {

void Group::add(const Slot& slot, Hub& hub, Subscription& owner) {
  slots.push_back(slot);
  slots.back().owner = &owner;
  owner.hub_ = &hub;
  owner.group_ = this;
  owner.slot_ = slots.size() - 1;
}

void Group::remove(std::size_t slot, bool walked) {
  if (walked) {
    slots[slot].subscriber = nullptr;
    unswept = true;
  } else {
    close_gap(slot);
  }
}

void Group::sweep() {
  for (std::size_t i = slots.size(); i-- > 0;) {
    if (slots[i].subscriber == nullptr) close_gap(i);
  }
  unswept = false;
}

void Group::close_gap(std::size_t slot) {
  slots[slot] = slots.back();
  slots.pop_back();
  if (slot < slots.size()) slots[slot].owner->slot_ = slot;
}

}  // namespace tickerd::stream
