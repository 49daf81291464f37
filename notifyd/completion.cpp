// Shell completion. Each script finds the command that was typed so far ("account add"), and offers what may
// follow it.

#include "notifyd/completion.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace notifyd {
namespace {

using Word = base::Verb::Word;

/// A command and what may follow it.
struct Place {
  std::string path;  ///< "" for the program, "account add"
  std::vector<Word> words;
};

void add_places(const base::Verb& root, const base::Verb& verb, const std::string& path,
                std::vector<Place>& places) {
  Place place{.path = path, .words = {}};
  const auto verbs = verb.verbs();
  for (const auto& next : verbs) place.words.push_back({next.name(), next.what()});
  std::ranges::copy(verb.options(), std::back_inserter(place.words));
  if (verb != root)  // the options of the program may stand behind a verb, too
    std::ranges::copy(root.options(), std::back_inserter(place.words));
  places.push_back(std::move(place));
  for (const auto& next : verbs)
    add_places(root, next, path.empty() ? next.name() : path + " " + next.name(), places);
}

std::vector<Place> places_of(const base::Verb& program) {
  std::vector<Place> places;
  add_places(program, program, "", places);
  return places;
}

/// In single quotes. `escape` stands for a quote: '\'' in bash and zsh, \' in fish.
std::string quoted(const std::string& text, std::string_view escape) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string(escape) : std::string(1, c);
  return out + "'";
}

constexpr std::string_view posix_quote = R"('\'')";

/// The patterns of a case that says whether "PATH WORD" is a command.
std::string paths_of(const std::vector<Place>& places) {
  std::vector<std::string> paths;
  for (const auto& place : places)
    if (!place.path.empty()) paths.push_back(quoted(place.path, posix_quote));
  return base::text::join(paths, "|");
}

}  // namespace

std::string bash_completion(const base::Verb& program) {
  const auto places = places_of(program);
  std::string out =
      "# bash completion of notifyd, made by `notifyd completion bash`\n_notifyd() {\n"
      "  local place= next words i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    next=\"${place:+$place }${COMP_WORDS[i]}\"\n"
      "    case \"$next\" in\n      " +
      paths_of(places) + ") place=$next ;;\n    esac\n  done\n  case \"$place\" in\n";
  for (const auto& place : places) {
    std::vector<std::string> words;
    for (const auto& word : place.words) words.push_back(word.text);
    out += "    " + quoted(place.path, posix_quote) +
           ") words=" + quoted(base::text::join(words, " "), posix_quote) + " ;;\n";
  }
  out +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
      "}\ncomplete -o default -F _notifyd notifyd\n";
  return out;
}

std::string zsh_completion(const base::Verb& program) {
  const auto places = places_of(program);
  std::string out =
      "#compdef notifyd\n# zsh completion of notifyd, made by `notifyd completion zsh`\n_notifyd() {\n"
      "  local place= next i\n  local -a candidates\n"
      "  for ((i = 2; i < CURRENT; ++i)); do\n"
      "    next=\"${place:+$place }${words[i]}\"\n"
      "    case \"$next\" in\n      (" +
      paths_of(places) + ") place=$next ;;\n    esac\n  done\n  case \"$place\" in\n";
  for (const auto& place : places) {
    out += "    (" + quoted(place.path, posix_quote) + ") candidates=(";
    for (const auto& word : place.words) {
      std::string described;
      for (const char c : word.text + "\n" + word.what)
        described += c == ':' ? "\\:" : c == '\n' ? ":" : std::string(1, c);
      out += "\n      " + quoted(described, posix_quote);
    }
    out += ") ;;\n";
  }
  out +=
      "  esac\n  _describe 'notifyd' candidates || _files\n}\n"
      "if [ \"$funcstack[1]\" = _notifyd ]; then _notifyd \"$@\"; else compdef _notifyd notifyd; fi\n";
  return out;
}

std::string fish_completion(const base::Verb& program) {
  const auto places = places_of(program);
  std::string out =
      "# fish completion of notifyd, made by `notifyd completion fish`\nset -g __notifyd_places";
  for (const auto& place : places)
    if (!place.path.empty()) out += " " + quoted(place.path, "\\'");
  out +=
      "\nfunction __notifyd_at\n"
      "  set -l place\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    if contains -- (string join ' ' $place $word) $__notifyd_places\n"
      "      set -a place $word\n"
      "    end\n"
      "  end\n"
      "  test \"$place\" = \"$argv\"\n"
      "end\n";
  for (const auto& place : places)
    for (const auto& word : place.words) {
      const bool is_option = word.text.starts_with("--");
      out += "complete -c notifyd -n " + quoted("__notifyd_at " + place.path, "\\'") +
             (is_option ? " -l " + word.text.substr(2) : " -f -a " + word.text) + " -d " +
             quoted(word.what, "\\'") + "\n";
    }
  return out;
}

}  // namespace notifyd
