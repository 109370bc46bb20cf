using System.Text.Json.Nodes;
using Importer.Runs;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Queue;

/// <summary>
/// What one event costs in calls to the report store, beside its two leases' and the run itself: counted, so that a call more fails here.
/// </summary>
public sealed class MessageCostTests
{
    [Fact]
    public async Task One_event_from_its_note_to_its_record_makes_these_calls()
    {
        var store = new CallStore(new InMemoryReportStore());
        await using var app = new AppUnderTest(moreServices: services => services.AddSingleton<IDocumentStore>(store));
        app.Reconcile = (request, _) => Task.FromResult(AppUnderTest.Ended(request, RunOutcome.Succeeded));

        var message = Assert.Single(
            (await app.SendDeliveryAsync(AnEvent.DeploymentWritten($"{AppUnderTest.Account}/deployments/a").ToJsonString())).Messages
        );
        Assert.Equal(["write waiting"], store.Take());

        Assert.True((await app.SendMessageAsync(message.ToJsonString())).IsDone);
        Assert.Equal(
            [
                "read leases", // is the account known
                "read recent-runs",
                "read recent-runs", // is it answered, before and after its turn came
                "write runs", // it begins
                "list waiting", // what is answered with it
                "read runs",
                "write runs",
                "list given-up", // it ended
                "read recent-runs",
                "write recent-runs",
                "delete waiting", // and answers for what came
            ],
            store.Take()
        );

        // The same once more, which is covered: its record says by whom.
        Assert.True((await app.SendMessageAsync(Again(message).ToJsonString())).IsDone);
        Assert.True(store.Take().Count <= 12);
    }

    private static JsonObject Again(JsonObject message)
    {
        var again = message.DeepClone().AsObject();
        again["runId"] = "another-run-of-it";
        return again;
    }

    private sealed class CallStore(IDocumentStore inner) : IDocumentStore
    {
        private readonly List<string> _calls = [];

        public IReadOnlyList<string> Take()
        {
            string[] calls = [.. _calls];
            _calls.Clear();
            return calls;
        }

        public Task<StoredDocument?> ReadAsync(string name, CancellationToken cancellationToken) =>
            inner.ReadAsync(Noted("read", name), cancellationToken);

        public Task<bool> WriteAsync(
            string name,
            BinaryData content,
            string contentType,
            string? etag,
            CancellationToken cancellationToken
        ) => inner.WriteAsync(Noted("write", name), content, contentType, etag, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(Noted("list", prefix), cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
            inner.DeleteAsync(Noted("delete", name), cancellationToken);

        private string Noted(string call, string name)
        {
            _calls.Add($"{call} {name.Split('/')[0]}");
            return name;
        }
    }
}
