using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class RetryTests
{
    [Fact]
    public void A_throttled_backend_is_tried_again() =>
        Golden.Is(
            """
            <retry condition="@(context.Response == null || context.Response.StatusCode == 408 || context.Response.StatusCode == 429 || context.Response.StatusCode &gt;= 500)" count="2" interval="1" delta="2" max-interval="10" first-fast-retry="true">
              <forward-request buffer-request-body="true" buffer-response="false" />
            </retry>
            """,
            new Retry
            {
                Condition = Retry.OnNoAnswerThrottledOrFailed,
                Count = 2,
                IntervalSeconds = 1,
                DeltaSeconds = 2,
                MaxIntervalSeconds = 10,
                FirstFastRetry = true,
                Children = [new ForwardRequest { BufferRequestBody = true, BufferResponse = false }],
            }
        );

    [Fact]
    public void More_than_fifty_tries_are_refused() =>
        Golden.Refuses(
            "between 1 and 50",
            new Retry
            {
                Condition = "@(true)",
                Count = 51,
                IntervalSeconds = 1,
                Children = [],
            }
        );
}
