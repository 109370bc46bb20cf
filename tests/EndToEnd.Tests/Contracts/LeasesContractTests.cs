using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using EndToEnd.Tests.Faults;
using Importer.Storage;
using Importer.Tests.Fakes;
using LocalAzure;
using LocalAzure.Identity;
using LocalAzure.Storage;
using LocalAzure.Tests;

namespace EndToEnd.Tests.Contracts;

/// <summary>What every store of leases does: two openings of one store are two instances.</summary>
public abstract class LeasesContract
{
    private static readonly string Name = LeaseName.For("create", "contoso-openai");

    /// <summary>The store, opened by one more instance.</summary>
    private protected abstract ILeases Open();

    [Fact]
    public async Task What_one_instance_holds_no_other_gets_until_it_lets_go()
    {
        var (one, other) = (Open(), Open());
        await using (var lease = await one.TryAcquireAsync(Name, "a creation", default))
        {
            Assert.Equal((true, true), (lease!.IsFirst, lease.IsHeld));
            Assert.Null(await other.TryAcquireAsync(Name, "a creation", default));
            Assert.Null(await one.TryAcquireAsync(Name, "a creation", default));

            await using var another = await other.TryAcquireAsync(
                LeaseName.For("create", "contoso-anthropic"),
                "another creation",
                default
            );
            Assert.NotNull(another);
        }

        await using var second = await other.TryAcquireAsync(Name, "a creation", default);
        Assert.Equal((false, true), (second!.IsFirst, second.IsHeld));
    }

    [Fact]
    public async Task A_lease_that_was_let_go_is_held_no_more_and_may_be_let_go_twice()
    {
        var lease = (await Open().TryAcquireAsync(Name, "a creation", default))!;
        await lease.DisposeAsync();
        await using var next = await Open().TryAcquireAsync(Name, "a creation", default);
        await lease.DisposeAsync();

        Assert.False(lease.IsHeld);
        Assert.True(next!.IsHeld);
        Assert.Null(await Open().TryAcquireAsync(Name, "a creation", default));
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        var instances = Enumerable.Range(0, 12).Select(_ => Open()).ToList();

        var leases = await Task.WhenAll(
            instances.Select(instance => Task.Run(() => instance.TryAcquireAsync(Name, "a creation", default)))
        );

        var held = Assert.Single(leases, lease => lease is not null);
        await held!.DisposeAsync();
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/leases/a")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Open().TryAcquireAsync(name, "a creation", default));
}

/// <summary>The fake of the fast tests.</summary>
public sealed class InMemoryLeasesTests : LeasesContract
{
    private readonly InMemoryLeases _leases = new();

    private protected override ILeases Open() => _leases;
}

/// <summary>Files that are open for nobody else.</summary>
public sealed class FolderLeasesTests : LeasesContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leases-").FullName;

    [Fact]
    public async Task A_folder_that_takes_no_file_gives_no_lease_and_says_so()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "leases"), "a file where the folder would be");

        var fault = await Assert.ThrowsAsync<DocumentStoreException>(() =>
            Open().TryAcquireAsync(LeaseName.For("create", "contoso"), "a creation", default)
        );

        Assert.Contains("could not be asked for", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leases_lie_beside_documents_and_are_in_nobodys_list()
    {
        using var store = new FolderDocumentStore(_folder);
        await using var lease = await Open().TryAcquireAsync(LeaseName.For("create", "contoso"), "a creation", default);

        Assert.Empty(await store.ListAsync("runs/", default));
        Assert.Single(await store.ListAsync("leases/", default));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private protected override ILeases Open() => new FolderLeases(_folder);
}

/// <summary>Blob leases on LocalAzure, whose clock is moved.</summary>
public sealed class BlobLeasesTests : LeasesContract, IAsyncLifetime
{
    private static readonly string Name = LeaseName.For("account", "contoso");

    private Cloud _cloud = null!;

    [Fact]
    public async Task A_holder_that_hangs_loses_its_lease_after_a_minute_and_knows()
    {
        var clock = new StandingClock();
        var hanging = (await Open(clock).TryAcquireAsync(Name, "a run", default))!;
        _cloud.Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Null(await Open().TryAcquireAsync(Name, "a run", default));

        _cloud.Clock.Advance(TimeSpan.FromSeconds(11));
        clock.Now += TimeSpan.FromSeconds(61);
        await using var next = await Open().TryAcquireAsync(Name, "a run", default);

        Assert.Equal((false, true), (hanging.IsHeld, next!.IsHeld));
        await hanging.DisposeAsync();
        Assert.Null(await Open().TryAcquireAsync(Name, "a run", default));
    }

    [Fact]
    public async Task A_holder_that_lives_keeps_its_lease_for_as_long_as_it_works()
    {
        await using var lease = await Open().TryAcquireAsync(Name, "a run", default);
        for (var quarter = 1; quarter <= 12; quarter++)
        {
            _cloud.Clock.Advance(TimeSpan.FromSeconds(15));
            await RenewedAsync(quarter);
        }

        Assert.True(lease!.IsHeld);
        Assert.Null(await Open().TryAcquireAsync(Name, "a run", default));
    }

    [Fact]
    public async Task A_lease_that_somebody_breaks_is_known_to_be_lost()
    {
        var lease = (await Open().TryAcquireAsync(Name, "a run", default))!;
        await new BlobClient(StorageAccount.ConnectionString(_cloud.Options), "reports", Name)
            .GetBlobLeaseClient()
            .BreakAsync(TimeSpan.Zero);

        _cloud.Clock.Advance(TimeSpan.FromSeconds(15));
        await RenewedAsync(1);
        await Patience.UntilAsync(
            "the lease to be known as lost",
            () => Task.FromResult(lease.IsHeld ? null : "lost"),
            () => Task.FromResult("")
        );

        await lease.DisposeAsync();
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(403, "AuthorizationPermissionMismatch")]
    public async Task A_storage_that_refuses_gives_no_lease_and_says_what_it_answered(int status, string code)
    {
        using var fault = new HttpClient { BaseAddress = _cloud.Options.Arm };
        using var body = new StringContent(
            $$"""{"surface":"blob","pathPattern":"leases","times":100,"status":{{status}},"headers":{"x-ms-error-code":"{{code}}"},"body":""}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var answer = await fault.PostAsync(new Uri("_local/faults", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var refusal = await Assert.ThrowsAsync<DocumentStoreException>(() => Open().TryAcquireAsync(Name, "a run", default));

        Assert.Contains($"answered {status}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_made()
    {
        await using var lease = await new BlobLeases(new Uri(_cloud.Options.Blob, "another"), Token, _cloud.Clock).TryAcquireAsync(
            Name,
            "a run",
            default
        );

        Assert.True(lease!.IsFirst);
    }

    public async Task InitializeAsync() =>
        _cloud = await Cloud.StartAsync(new LocalAzureOptions { PortBase = FreePorts.Base(), NoFunctions = true }, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _cloud.DisposeAsync();
        Directory.Delete(_cloud.Options.DataDirectory, recursive: true);
    }

    private protected override ILeases Open() => Open(_cloud.Clock);

    private BlobLeases Open(TimeProvider clock) => new(new Uri(_cloud.Options.Blob, "reports"), Token, clock);

    private AnyToken Token => new(_cloud.Tokens.Issue(TokenIssuer.ImporterPrincipalId, "https://storage.azure.com/"));

    // The holder's renewals go over the wire: each is in the journal once it was answered.
    private Task<string> RenewedAsync(int times) =>
        Patience.UntilAsync(
            $"{times} renewals",
            () =>
                Task.FromResult(
                    _cloud.Journal.Read("blob").Count(call => call.Headers.GetValueOrDefault("x-ms-lease-action") == "renew") >= times
                        ? "renewed"
                        : null
                ),
            () => Task.FromResult(string.Join('\n', _cloud.Journal.Read("blob").Select(call => $"{call.Method} {call.Path} {call.Status}")))
        );

    /// <summary>The clock of a process that hangs: its timers never fire.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
