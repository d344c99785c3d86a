/** The list grammar of the API (q, sort, page, page_size) and its translation to SQL. */
@NullMarked
package org.shiplog.projections.query;

import org.jspecify.annotations.NullMarked;
