// What scripts have decided so far. It can be handed from one script to the next that sees the same message.
#pragma once

#include <any>
#include <cstddef>
#include <optional>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "sieve/action.hpp"

namespace sieve {

struct Extension;

struct Result {
  std::vector<Action> actions;  ///< in order, without the implicit keep
  std::size_t performed = 0;    ///< so many of them the host has carried out already
  bool implicit_keep = true;    ///< nothing cancelled it (RFC 5228 section 2.10.2)
  std::optional<Keep> keep;     ///< at the end of a run: the implicit keep, if nothing cancelled it

  /// Of the scripts that ran, but for one that still runs: those that look at the actions of later ones too.
  std::vector<const Extension*> extensions;

  /// What an extension keeps with the result, one value of each type.
  template <class State>
  State& state() {
    auto& kept = states[std::type_index(typeid(State))];
    if (!kept.has_value()) kept = State();
    return *std::any_cast<State>(&kept);
  }
  std::unordered_map<std::type_index, std::any> states;
};

}  // namespace sieve
