-- Take a message out of the list of what Celery holds; to be done again, it is the next one of a queue.
-- KEYS: 1 the list  2 queue, or ''
-- ARGV: 1 message
-- Answers {how many}: none where the list was given back meanwhile, and the message with it.
local found = redis.call('LREM', KEYS[1], 1, ARGV[1])
if found > 0 and KEYS[2] ~= '' then redis.call('RPUSH', KEYS[2], ARGV[1]) end
return { found }
