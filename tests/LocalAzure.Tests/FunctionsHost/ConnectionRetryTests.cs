using System.Net;
using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class ConnectionRetryTests
{
    [Theory]
    [InlineData(3, HttpRequestError.ConnectionError, 4, true)]
    [InlineData(99, HttpRequestError.ConnectionError, 10, false)]
    [InlineData(1, HttpRequestError.ResponseEnded, 1, false)]
    public async Task Only_a_connection_that_fails_is_tried_again_ten_times_in_all(
        int failures,
        HttpRequestError error,
        int tries,
        bool succeeds
    )
    {
        using var worker = new LateWorker(failures, error);
        using var retry = new ConnectionRetry(worker);
        using var client = new HttpMessageInvoker(retry);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");

        var answered = await AnswersAsync(client, request);

        Assert.Equal(succeeds, answered);
        Assert.Equal(tries, worker.Calls);
    }

    private static async Task<bool> AnswersAsync(HttpMessageInvoker client, HttpRequestMessage request)
    {
        try
        {
            using var answer = await client.SendAsync(request, CancellationToken.None);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed class LateWorker(int failures, HttpRequestError error) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++Calls <= failures ? throw new HttpRequestException(error) : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
