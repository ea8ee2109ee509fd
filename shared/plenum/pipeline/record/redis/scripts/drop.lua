-- Take dead letters away.
-- KEYS: 1 dead  2 dead:times  3 dead:bytes
-- ARGV: their ids
letters_in(KEYS[1], KEYS[2], KEYS[3]).drop(ARGV)
