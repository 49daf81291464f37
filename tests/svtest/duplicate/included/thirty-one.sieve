# One id less than a script may have.
require "duplicate";
if anyof (duplicate :uniqueid "1", duplicate :uniqueid "2", duplicate :uniqueid "3", duplicate :uniqueid "4",
          duplicate :uniqueid "5", duplicate :uniqueid "6", duplicate :uniqueid "7", duplicate :uniqueid "8",
          duplicate :uniqueid "9", duplicate :uniqueid "10", duplicate :uniqueid "11", duplicate :uniqueid "12",
          duplicate :uniqueid "13", duplicate :uniqueid "14", duplicate :uniqueid "15", duplicate :uniqueid "16",
          duplicate :uniqueid "17", duplicate :uniqueid "18", duplicate :uniqueid "19", duplicate :uniqueid "20",
          duplicate :uniqueid "21", duplicate :uniqueid "22", duplicate :uniqueid "23", duplicate :uniqueid "24",
          duplicate :uniqueid "25", duplicate :uniqueid "26", duplicate :uniqueid "27", duplicate :uniqueid "28",
          duplicate :uniqueid "29", duplicate :uniqueid "30", duplicate :uniqueid "31") { discard; }
