-- Tell a task that waits that its message came to nothing, as Celery's backend tells of a failure. A job of that id
-- is left alone, and a result that is there stays.
-- KEYS: 1 where the task's result is kept, and the channel that tells of it  2 job
-- ARGV: 1 the result  2 s for which it is kept
-- Answers {1} where it was told, else {0}
if redis.call('EXISTS', unpack(KEYS)) > 0 then return { 0 } end
redis.call('SETEX', KEYS[1], ARGV[2], ARGV[1])
redis.call('PUBLISH', KEYS[1], ARGV[1])
return { 1 }
