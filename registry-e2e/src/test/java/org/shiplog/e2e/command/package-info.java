/** Programs that tests run: provisioned registry clients, each in a home of its own. */
@NullMarked
package org.shiplog.e2e.command;

import org.jspecify.annotations.NullMarked;
