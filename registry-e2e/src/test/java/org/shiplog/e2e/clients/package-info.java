/** What real registry clients do against the packaged node: one test class per client. */
@NullMarked
package org.shiplog.e2e.clients;

import org.jspecify.annotations.NullMarked;
