-- Blocks of posting numbers, newest first, with the number of rows below a subject in each: as many
-- as can be needed for one page. Long balances tell between which long blocks to look: none has
-- rows of the figure above the last of them, and from the first of them on there is a page of rows
-- for certain (in whole long blocks, known in months that are over).
WITH long_blocks (block, found) AS (
  SELECT block, SUM(SUM(
    CASE WHEN known_month < %(known_month)s AND block < %(long_block)s THEN entries ELSE 0 END
  )) OVER (ORDER BY block DESC)
  FROM ledger_longbalance
  WHERE ancestor_id = %(subject)s AND measure_id = %(measure)s
    AND month BETWEEN %(first)s AND %(last)s AND known_month <= %(known_month)s
    AND block <= %(long_block)s
    AND scenario = %(scenario)s AND standing = %(standing)s AND basis = %(basis)s
  GROUP BY block
)
SELECT block, SUM(entries) AS entries
FROM ledger_balance
WHERE ancestor_id = %(subject)s AND measure_id = %(measure)s
  AND block BETWEEN %(short_in_long)s * (
    SELECT COALESCE(MAX(block), 0) FROM long_blocks WHERE found >= %(page)s
  ) AND %(short_in_long)s * (SELECT MAX(block) + 1 FROM long_blocks) - 1
  AND block <= %(block)s
  AND known_on <= %(day)s AND month BETWEEN %(first)s AND %(last)s
  AND scenario = %(scenario)s AND standing = %(standing)s AND basis = %(basis)s
GROUP BY block
ORDER BY block DESC
LIMIT %(page)s + 1
