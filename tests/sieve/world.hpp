// The world around a script that a test file describes, and what the script does in it.
#pragma once

#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "mail/message.hpp"
#include "sieve/run.hpp"
#include "wire/smtp/parameters.hpp"

namespace sieve {

/// Lines that begin with `given` set it up; a name has no blanks, what stands last may have some:
///   given sender|recipient|account ADDRESS   given no envelope      given mailbox NAME
///   given device NAME yes|no|maybe           given now 2026-11-24T10:00:00Z
///   given list NAME ENTRY                    given use \Junk NAME   given id ID NAME
///   given annotation MAILBOX ENTRY VALUE     given server-annotation ENTRY VALUE
///   given program NAME OUTPUT                given notify|orcpt|ret|envid|by VALUE (as MAIL and RCPT have
///   it) given item NAME VALUE                    given size OCTETS      given remembered (whatever is asked
///   for)
///   given flags FLAGS                        of a message in a mailbox, at an IMAP event
struct World {
  mail::Envelope envelope{.sender = {"ann-bounce", "sender.example"}};
  Environment environment{.recipient = {"bob", "here.example"}, .account = "bob@here.example", .now = {}};
  std::set<std::string> mailboxes{"INBOX"};
  std::map<std::string, std::string> devices;
  std::map<std::string, std::set<std::string>> lists;
  std::map<std::string, std::string> uses;
  std::map<std::string, std::string> ids;
  std::map<std::pair<std::string, std::string>, std::string> annotations;
  std::map<std::string, std::shared_ptr<const Program>> scripts;  ///< for include
  std::map<std::string, std::string, std::less<>> items;
  std::map<std::string, std::string> programs;  ///< what each writes; others fail
  mail::Flags flags;                            ///< of a message in a mailbox
  bool remembered = false;
  bool has_envelope = true;

  World() = default;
  ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void at_event(const std::string& names) {
    std::vector<std::string> words;
    for (const auto word : base::text::split(names, ' '))
      if (!word.empty()) words.emplace_back(word);
    flags = mail::parse_flags(words).value();
    environment.flags = &flags;
    environment.imap_event = true;
    has_envelope = false;
  }
  void give(const std::string& line) {
    std::istringstream words(line);
    std::string word, what, name, rest;
    words >> word >> what >> name;
    std::getline(words >> std::ws, rest);
    if (what == "sender")
      envelope.sender = mail::parse_address(name == "<>" ? "" : name).value();
    else if (what == "recipient")
      environment.recipient = mail::parse_address(name).value();
    else if (what == "notify")
      to().notify = name;
    else if (what == "orcpt")
      to().original = name;
    else if (what == "ret")
      envelope.ret = name;
    else if (what == "envid")
      envelope.envid = name;
    else if (what == "by")
      take_by(wire::smtp::parse_by(name).value());
    else if (what == "account")
      environment.account = name;
    else if (what == "no")
      has_envelope = false;
    else if (what == "mailbox")
      mailboxes.insert(rest.empty() ? name : name + ' ' + rest);
    else if (what == "device")
      devices[name] = rest;
    else if (what == "now")
      environment.now = moment(name);
    else if (what == "list")
      lists[name].insert(rest);
    else if (what == "use")
      uses[name] = rest;
    else if (what == "id")
      ids[name] = rest;
    else if (what == "annotation")
      annotate(name, rest);
    else if (what == "server-annotation")
      annotations[{"", name}] = rest;
    else if (what == "flags")
      at_event(name + " " + rest);
    else if (what == "item")
      items[name] = rest;
    else if (what == "size")
      environment.size = std::stoull(name);
    else if (what == "program")
      programs[name] = rest;
    else if (what == "remembered")
      remembered = true;
    else
      ADD_FAILURE() << "unknown line: " << line;
  }

  [[nodiscard]] Answer answer(const Question& question) const {
    return std::visit([this](const auto& asked) { return said(asked); }, question);
  }

  Outcome run(const Program& program, const mail::Message& message) {
    environment.envelope = has_envelope ? &envelope : nullptr;
    environment.items = &items;
    Answers answers;
    for (;;) {
      auto result = sieve::run(program, message, environment, answers);
      if (auto* done = std::get_if<Outcome>(&result)) return std::move(*done);
      const auto& question = std::get<Question>(result);
      answers.emplace(question, answer(question));
    }
  }

 private:
  mail::Recipient& to() {
    if (envelope.recipients.empty()) envelope.recipients.push_back({.address = environment.recipient});
    return envelope.recipients.front();
  }
  void take_by(const wire::smtp::By& by) {
    envelope.by = mail::DeliverBy{.until = environment.now + std::chrono::seconds(by.seconds),
                                  .returns = by.returns,
                                  .traced = by.traced};
  }
  static base::Time moment(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    char z = 0;
    if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d%c", &year, &month, &day, &hour, &minute, &second, &z) !=
            7 ||
        z != 'Z')
      ADD_FAILURE() << "expected a moment such as 2026-11-24T10:00:00Z: " << text;
    using namespace std::chrono;
    return sys_days(std::chrono::year(year) / month / day) + hours(hour) + minutes(minute) + seconds(second);
  }
  void annotate(const std::string& mailbox, const std::string& entry_and_value) {
    const auto blank = entry_and_value.find(' ');
    annotations[{mailbox, entry_and_value.substr(0, blank)}] = entry_and_value.substr(blank + 1);
  }
  template <class Key>
  static std::optional<std::string> found(const std::map<Key, std::string>& in, const Key& key) {
    const auto at = in.find(key);
    return at == in.end() ? std::nullopt : std::optional(at->second);
  }

  Answer said(const MayDeliverTo& asked) const { return mailboxes.contains(asked.mailbox); }
  Answer said(const DeviceOnline& asked) const { return found(devices, asked.name).value_or("no"); }
  Answer said(const Remembered& /*asked*/) const { return remembered; }
  Answer said(const Metadata& asked) const {
    return found(annotations, std::pair(asked.mailbox, asked.entry));
  }
  Answer said(const MailboxWithUse& asked) const {
    const auto mailbox = found(uses, asked.use);
    return asked.mailbox.empty() || mailbox == asked.mailbox ? mailbox : std::nullopt;
  }
  Answer said(const MailboxWithId& asked) const { return found(ids, asked.id); }
  Answer said(const ProgramRun& asked) const { return found(programs, asked.program); }
  Answer said(const ListKnown& asked) const { return lists.contains(asked.list); }
  Answer said(const ListHolds& asked) const {
    const auto list = lists.find(asked.list);
    for (const auto& value : asked.values)
      if (list != lists.end() && list->second.contains(value)) return std::optional(value);
    return std::optional<std::string>();
  }
  Answer said(const ListMembers& asked) const {
    const auto list = lists.find(asked.list);
    if (list == lists.end()) return std::optional<std::vector<std::string>>();
    return std::optional(std::vector(list->second.begin(), list->second.end()));
  }
  Answer said(const IncludedScript& asked) const {
    const auto script = scripts.find(asked.name);
    if (script == scripts.end()) return std::optional<std::shared_ptr<const Program>>();
    return std::optional(script->second);
  }
};

}  // namespace sieve
