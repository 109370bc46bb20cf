using Azure;
using Azure.Storage.Queues;
using LocalAzure.Identity;
using LocalAzure.Storage;
using Xunit.Abstractions;

namespace LocalAzure.Tests.Storage;

/// <summary>
/// The queue endpoint, used by Azure.Storage.Queues as it is; the same calls against Azurite show that the test asks for the right things.
/// </summary>
public sealed class QueueSdkTests(ITestOutputHelper output)
{
    private static readonly string[] Texts = ["a", "<b>&\"", "c"];

    private static readonly string[] Names = ["work-b", "work-a", "other"];

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_message_is_put_in_seen_fetched_updated_and_deleted(string which) =>
        WithAsync(
            which,
            async service =>
            {
                var queue = service.GetQueueClient("work");
                await queue.CreateIfNotExistsAsync();
                await queue.CreateIfNotExistsAsync();
                var sent = (await queue.SendMessageAsync("one")).Value;
                Assert.Equal(TimeSpan.FromDays(7), sent.ExpirationTime - sent.InsertionTime);
                Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
                Assert.Equal(
                    ("one", 0L),
                    (await queue.PeekMessageAsync()).Value is var peeked ? (peeked.Body.ToString(), peeked.DequeueCount) : default
                );

                var taken = (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1))).Value;
                Assert.Equal((sent.MessageId, "one", 1L), (taken.MessageId, taken.Body.ToString(), taken.DequeueCount));
                Assert.Null((await queue.ReceiveMessageAsync()).Value);

                var updated = (await queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, "two", TimeSpan.Zero)).Value;
                Assert.NotEqual(taken.PopReceipt, updated.PopReceipt);
                var again = (await queue.ReceiveMessageAsync()).Value;
                Assert.Equal(("two", 2L), (again.Body.ToString(), again.DequeueCount));
                await queue.DeleteMessageAsync(again.MessageId, again.PopReceipt);
                Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task A_message_may_come_later_and_several_come_in_order(string which) =>
        WithAsync(
            which,
            async service =>
            {
                var queue = service.GetQueueClient("work");
                await queue.CreateAsync();
                await queue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromHours(1), timeToLive: TimeSpan.FromHours(2));
                foreach (var text in Texts)
                {
                    await queue.SendMessageAsync(text);
                }

                Assert.Equal(["a", "<b>&\"", "c"], (await queue.PeekMessagesAsync(32)).Value.Select(message => message.Body.ToString()));
                Assert.Equal(["a", "<b>&\"", "c"], (await queue.ReceiveMessagesAsync(32)).Value.Select(message => message.Body.ToString()));
                await queue.ClearMessagesAsync();
                Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task Queues_are_listed_in_pages_and_deleted(string which) =>
        WithAsync(
            which,
            async service =>
            {
                foreach (var name in Names)
                {
                    await service.CreateQueueAsync(name);
                }

                var pages = new List<string>();
                // Azurite 3.37 loses what follows the first page of a listing by prefix.
                await foreach (var page in service.GetQueuesAsync(prefix: "work-").AsPages(pageSizeHint: which == "Azurite" ? null : 1))
                {
                    pages.AddRange(page.Values.Select(queue => queue.Name));
                }

                Assert.Equal(["work-a", "work-b"], pages);
                await service.DeleteQueueAsync("other");
                Assert.False(await service.GetQueueClient("other").ExistsAsync());
            }
        );

    [Theory]
    [MemberData(nameof(StorageUnderTest.All), MemberType = typeof(StorageUnderTest))]
    public Task Errors_are_those_of_the_service(string which) =>
        WithAsync(
            which,
            async service =>
            {
                var queue = service.GetQueueClient("work");
                await FailsAsync(404, "QueueNotFound", () => queue.SendMessageAsync("m"));
                await queue.CreateAsync();
                var sent = (await queue.SendMessageAsync("m")).Value;
                await FailsAsync(404, "MessageNotFound", () => queue.DeleteMessageAsync(Guid.NewGuid().ToString(), sent.PopReceipt));
                await FailsAsync(
                    400,
                    "PopReceiptMismatch",
                    () => queue.UpdateMessageAsync(sent.MessageId, OtherReceipt(sent.PopReceipt), "n")
                );
                await FailsAsync(413, "RequestBodyTooLarge", () => queue.SendMessageAsync(new string('x', 70_000)));
                await FailsAsync(400, "OutOfRangeQueryParameterValue", () => queue.ReceiveMessagesAsync(33));
            },
            except: which == "Azurite" ? "receipt" : null
        );

    [Fact]
    public async Task A_wrong_key_is_refused_and_malformed_xml_told_in_storages_form()
    {
        await using var test = await CloudUnderTest.StartAsync();
        var wrong = new QueueServiceClient(
            StorageAccount.ConnectionString(test.Cloud.Options).Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal)
        );
        await FailsAsync(403, "AuthenticationFailed", () => wrong.CreateQueueAsync("work"));
        test.Cloud.Queues.Create("work");
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("x-ms-version", "2025-01-05");
        client.DefaultRequestHeaders.Add(
            "Authorization",
            $"Bearer {test.Cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, "https://storage.azure.com/")}"
        );

        using var answer = await client.PostAsync(
            new Uri(test.Cloud.Options.Queue, "work/messages"),
            new StringContent("<QueueMessage><Mess")
        );

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("<Code>InvalidXmlDocument</Code>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string OtherReceipt(string receipt) => (receipt[0] == 'A' ? 'B' : 'A') + receipt[1..];

    private static async Task FailsAsync(int status, string code, Func<Task> call)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(call);
        Assert.Equal((status, code), (fault.Status, fault.ErrorCode));
    }

    private async Task WithAsync(string which, Func<QueueServiceClient, Task> test, string? except = null)
    {
        if (except is not null)
        {
            output.WriteLine($"Not checked against {which}: {except}.");
            return;
        }

        await using var storage = await StorageUnderTest.StartAsync(which);
        await test(
            new QueueServiceClient(
                storage.ConnectionString,
                new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None, Retry = { MaxRetries = 0 } }
            )
        );
    }
}
