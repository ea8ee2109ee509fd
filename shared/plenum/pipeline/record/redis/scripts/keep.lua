-- Keep a dead letter, and no more letters than there may be (letters.lua).
-- KEYS: 1 dead  2 dead:times  3 dead:bytes
-- ARGV: 1 id  2 letter  3 most letters  4 most bytes
local t = redis.call('TIME')
local stamp = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
letters_in(KEYS[1], KEYS[2], KEYS[3]).keep({ ARGV[1], ARGV[2] }, stamp, tonumber(ARGV[3]), tonumber(ARGV[4]))
