// "enotify" (RFC 5435): notify, valid_notify_method, notify_method_capability, and set :encodeurl.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/method.hpp"

namespace sieve {
namespace {

constexpr std::string_view guard =
    "notify: the method depends on the message, so its sender could choose who is notified";

std::string scheme_of(std::string_view uri) {
  return base::text::lowered(uri.substr(0, uri.find(':')));
}

const Method* method_of(const std::vector<const Method*>& methods, std::string_view uri) {
  if (uri.find(':') == std::string_view::npos) return nullptr;
  const auto scheme = scheme_of(uri);
  const auto found = std::ranges::find(methods, scheme, &Method::scheme);
  return found == methods.end() ? nullptr : *found;
}

/// What is wrong with a method, or nothing: notify and valid_notify_method must agree (section 4). Variables
/// that hold text of the message are refused for their cost (section 8).
std::optional<std::string> fault(Run& run, const Text& text) {
  if (run.from_message(text)) return std::string(guard);
  const auto uri = run.text(text);
  const Method* method = method_of(run.program().methods, uri);
  if (method == nullptr) return "notify: no method for \"" + std::string(uri) + '"';
  const auto wrong = method->fault(uri);
  return wrong ? std::optional("notify: " + *wrong) : std::nullopt;
}

// Section 3.5: optionname = l-d *l-d-p.
bool is_option(std::string_view option) {
  const auto name = option.substr(0, option.find('='));
  if (name.size() == option.size() || name.empty()) return false;
  const auto plain = [](char c) { return base::text::is_alpha(c) || base::text::is_digit(c); };
  const bool named = plain(name.front()) && std::ranges::all_of(name, [&](char c) {
                       return plain(c) || c == '.' || c == '-' || c == '_';
                     });
  constexpr std::string_view refused("\0\r\n", 3);
  return named && option.find_first_of(refused) == std::string_view::npos;
}

bool is_importance(std::string_view text) {
  return text == "1" || text == "2" || text == "3";
}

void check_notify(Check& check, Statement& statement) {
  if (check.limits().notifications == 0)
    check.error(statement.span, "the limit of notifications is 0 here",
                "ask the administrator, or leave notify out");
  const Text* from = nullptr;
  for (const auto& given : statement.given.tags) {
    if (!given.value) continue;
    for (const auto& text : given.value->strings) {
      if (!text.is_constant()) continue;
      if (given.tag->name == ":importance" && !is_importance(text.constant))
        check.error(text.span, "no such importance", "\"1\" is high, \"2\" normal, \"3\" low");
      if (given.tag->name == ":from") from = &text;
      if (given.tag->name == ":options" && !is_option(text.constant))
        check.error(text.span, "not an option of notify", "options read \"name=value\"");
    }
  }
  const Text& uri = statement.given.positional[0]->strings.front();
  if (!uri.is_constant()) return;
  const Method* method = method_of(check.methods(), uri.constant);
  if (method == nullptr) {  // an error only when it runs (section 3.2)
    std::vector<std::string> known;
    for (const auto* one : check.methods()) known.push_back(std::string(one->scheme) + ':');
    check.warn(uri.span, "no notification method for this URI: running it is an error",
               "known here: " + base::text::join(known, ", "));
    return;
  }
  if (const auto wrong = method->fault(uri.constant)) check.error(uri.span, *wrong);
  if (from == nullptr || method->from_fault == nullptr) return;
  if (const auto wrong = method->from_fault(from->constant)) check.error(from->span, *wrong);
}

/// Section 3.6: the default names the sender and the subject.
std::string default_text(Run& run) {
  const auto first = [&](std::string_view name) {
    const auto values = run.fields().values(-1, name);
    return values.empty() ? std::string() : std::string(values.front());
  };
  return first("From") + ": " + first("Subject");
}

void notify(Run& run, const Arguments& arguments) {
  const Text& uri = arguments.texts("method").front();
  if (const auto wrong = fault(run, uri)) run.fail(*wrong);
  Notify made{.method = std::string(run.text(uri))};
  made.scheme = scheme_of(made.method);
  if (arguments.has(":from")) made.from = arguments.string(":from");
  if (arguments.has(":message")) made.message = arguments.string(":message");
  if (arguments.has(":importance")) {
    const auto importance = arguments.string(":importance");
    if (!is_importance(importance))
      run.fail("notify: no such importance as \"" + std::string(importance) + '"');
    made.importance = importance.front() - '0';
  }
  for (const auto option : arguments.strings(":options"))  // none of the methods has any
    if (!is_option(option)) run.fail("notify: \"" + std::string(option) + "\" is no option");
  made.text = base::text::to_valid_utf8(made.message ? *made.message : default_text(run));
  const Method& method = *method_of(run.program().methods, made.method);
  if (arguments.has(":fcc") && !method.files_copy)
    run.fail("notify: of what " + made.scheme + ": sends no copy can be filed");
  if (const char* reason = method.prepare(run, made)) {
    run.remark("notify " + made.method + " is not sent: " + reason);
    return run.perform(Unsent{.what = Unsent::What::notify}, arguments);
  }
  run.perform(std::move(made), arguments);  // the implicit keep stays (section 7)
}

bool valid_notify_method(Run& run, const Arguments& arguments) {
  return std::ranges::all_of(arguments.texts("notification-uris"),
                             [&](const Text& uri) { return !fault(run, uri); });
}

bool knows_fcc(const Program& program) {
  return std::ranges::any_of(program.extensions,
                             [](const Extension* extension) { return extension->capability == "fcc"; });
}

// Section 5: whatever is unknown makes it false, never an error.
bool notify_method_capability(Run& run, const Arguments& arguments) {
  const Text& uri = arguments.texts("notification-uri").front();
  const auto capability = arguments.string("notification-capability");
  const Method* method = method_of(run.program().methods, run.text(uri));
  if (method == nullptr || run.from_message(uri)) return false;
  std::string value;
  if (base::text::same_ignoring_case(capability, "fcc") && knows_fcc(run.program()))
    value = method->files_copy ? "yes" : "no";  // of the scheme alone (RFC 8580 section 6.1)
  else if (!base::text::same_ignoring_case(capability, "online") || fault(run, uri))
    return false;
  else
    value = method->online == nullptr ? "maybe" : method->online(run, run.text(uri));
  Match match(run, arguments, false);
  return match.offer(value, value.empty() ? 0 : 1) || match.finish();
}

// Section 6: all but the unreserved octets of RFC 3986 section 2.3.
std::string encode_url(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char c : text) {
    if (base::text::is_alpha(c) || base::text::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += digits[octet >> 4U];
    out += digits[octet & 0xFU];
  }
  return out;
}

/// Not inside a %XX.
std::string_view whole_encoded(std::string_view text, std::size_t octets) {
  std::string_view kept = text.substr(0, octets);
  const auto percent = kept.find_last_of('%');
  return percent != std::string_view::npos && percent + 3 > kept.size() ? kept.substr(0, percent) : kept;
}

const Modifier encode_url_modifier{.precedence = 15, .apply = encode_url, .whole = whole_encoded};

}  // namespace

extern const Extension enotify_extension{
    .capability = "enotify",
    .commands = {{.name = "notify",
                  .takes = {string("method")},
                  .tags = {{.name = ":from", .takes = {string("from")}},
                           {.name = ":importance", .takes = {string("importance")}},
                           {.name = ":options", .takes = {string_list("options")}},
                           {.name = ":message", .takes = {string("message")}}},
                  .files_copy = true,
                  .check = check_notify,
                  .perform = notify}},
    .tests = {{.name = "valid_notify_method",
               .takes = {string_list("notification-uris")},
               .evaluate = valid_notify_method},
              {.name = "notify_method_capability",
               .takes = {string("notification-uri"), string("notification-capability"),
                         string_list("key-list")},
               .keys = "key-list",
               .evaluate = notify_method_capability}},
    .tags = {{.on = any_modifier,
              .name = ":encodeurl",
              .group = "modifier 15",
              .modifier = &encode_url_modifier}},
};

}  // namespace sieve
