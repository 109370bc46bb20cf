using Importer.Deployments;
using Importer.Gateway;
using Importer.Reconciliation;
using Importer.Resources;
using Importer.Runs;
using Importer.Snapshots;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.OwnershipRules;

/// <summary>The second look right before an API is deleted: what it saw, what it could not see, and whether that passes.</summary>
public sealed class PreDeleteCheckTests
{
    private static readonly ResourceId Account = AnAccount.Id("contoso");
    private static readonly ResourceId Deployment = Account.Child("deployments", "gpt-4o");

    private readonly Source _source = new();
    private readonly InMemoryGateway _gateway = new();

    [Fact]
    public async Task What_is_gone_may_go_and_what_is_there_again_is_planned_again()
    {
        _source.Now = Read([AnAccount.With("contoso")]);
        Assert.Null(await CheckAsync(new(Account, "d")));

        _source.Now = Read([AnAccount.With("contoso", "gpt-4o")]);
        Assert.Equal(
            (WriteFailureKind.Changed, $"a deployment of {Account} is there again; the API stays"),
            Told(await CheckAsync(new(Account, "d")))
        );
        Assert.Null(await CheckAsync(new(Account, "d"), insist: true));
    }

    [Theory]
    [InlineData(true, WriteFailureKind.Later, "; the API stays, and the run is tried again")]
    [InlineData(false, WriteFailureKind.Permanent, "; the API stays")]
    public async Task What_could_not_be_read_is_looked_at_again_unless_only_a_person_can_help(
        bool mayPass,
        WriteFailureKind kind,
        string ending
    )
    {
        _source.Now = Read([]) with { Unread = [new(Account, "no answer", mayPass)] };

        Assert.Equal(
            (kind, $"the second look at {Account} before the deletion failed (no answer){ending}"),
            Told(await CheckAsync(new(Account, "d")))
        );
        Assert.Equal(kind, (await CheckAsync(new(Account, "d"), insist: true))!.Kind);
    }

    [Fact]
    public async Task Of_several_failed_readings_one_that_may_pass_is_enough_and_those_of_others_do_not_count()
    {
        _source.Now = Read([]) with
        {
            Unread =
            [
                new(Account, "no right", MayPass: false),
                new(Deployment, "busy", MayPass: true),
                new(AnAccount.Id("other"), "elsewhere", MayPass: true),
            ],
        };
        Assert.Equal(WriteFailureKind.Later, (await CheckAsync(new(Deployment, "d")))!.Kind);

        _source.Now = _source.Now with { Unread = [_source.Now.Unread[0], _source.Now.Unread[2]] };
        Assert.Equal(WriteFailureKind.Permanent, (await CheckAsync(new(Deployment, "d")))!.Kind);
    }

    [Fact]
    public async Task A_reading_that_says_nothing_of_the_account_is_tried_again()
    {
        _source.Now = Read([]) with { Covered = [] };

        Assert.Equal(
            (WriteFailureKind.Later, $"the second look at {Account} before the deletion failed; the API stays, and the run is tried again"),
            Told(await CheckAsync(new(Account, "d")))
        );
    }

    [Fact]
    public async Task An_account_that_stands_where_its_tag_says_is_looked_for_nowhere_else()
    {
        _source.Now = Read([AnAccount.With("contoso")]);

        Assert.Null(await CheckAsync(new(Account, "d") { Host = HostOf(Account) }));
        Assert.Equal(0, _source.Lists);
    }

    [Fact]
    public async Task An_account_that_was_moved_keeps_what_it_serves()
    {
        var moved = AnAccount.In("rg-new", "contoso", "gpt-4o");
        _source.Now = Read([]);
        _source.Everywhere = Read([AnAccount.With("other"), moved with { Deployments = [] }]);
        _source.ByAccount[moved.Account.Id] = new Inventory { Accounts = [moved], Covered = [moved.Account.Id] };

        Assert.Equal(
            (WriteFailureKind.Changed, $"a deployment of {moved.Account.Id} is there again; the API stays"),
            Told(await CheckAsync(new(Account, "d") { Host = moved.Account.Host }))
        );
        Assert.Equal(1, _source.Lists);
    }

    [Fact]
    public async Task Whether_it_was_moved_could_not_be_seen()
    {
        _source.Now = Read([]);
        _source.Everywhere = Read([]) with { Unread = [new(AnAccount.Id("other"), "no right", MayPass: false)] };

        Assert.Equal(
            (WriteFailureKind.Permanent, $"{Account} is not there, and whether it was moved could not be seen (no right); the API stays"),
            Told(await CheckAsync(new(Account, "d") { Host = HostOf(Account) }))
        );
    }

    [Theory]
    [InlineData(true, WriteFailureKind.Later)]
    [InlineData(false, WriteFailureKind.Permanent)]
    public async Task Without_a_snapshot_nothing_goes(bool mayPass, WriteFailureKind kind)
    {
        _source.Now = Read([AnAccount.With("contoso")]);
        _gateway.Unreadable = new("The gateway did not answer.", mayPass);

        Assert.Equal(
            (kind, "what goes with the API could not be read, so no snapshot was saved and it stays: The gateway did not answer."),
            Told(await CheckAsync(new(Account, "d")))
        );
    }

    private static string? HostOf(ResourceId account) => AnAccount.Account(account.Name).Host;

    private static (WriteFailureKind Kind, string Reason) Told(WriteFailure? failure) => (failure!.Kind, failure.Reason);

    private static Inventory Read(IReadOnlyList<AccountInventory> accounts) => new() { Accounts = accounts, Covered = [Account] };

    private Task<WriteFailure?> CheckAsync(OwnershipTag tag, bool insist = false)
    {
        var api = new Api
        {
            Id = "contoso-openai",
            DisplayName = "contoso",
            Path = "contoso/openai",
            OwnershipTag = tag,
            Definition = new() { Document = () => "{}", Operations = [] },
        };
        var settings = TheSettings.Default;
        var check = new PreDeleteCheck(
            _source,
            _gateway,
            new ImporterParts
            {
                Settings = settings,
                Source = _source,
                Gateway = _gateway,
                Store = new InMemoryReportStore(),
                Http = new HttpClient(new ScriptedModels()),
            }.Make<SnapshotStore>(),
            settings
        );
        var state = new GatewayState
        {
            Service = new()
            {
                Id = settings.ServiceId,
                GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
                Sku = "Developer",
                ProvisioningState = "Succeeded",
            },
            Resources = new Dictionary<ResourceKey, Observed> { [api.Key] = new(api, "1", tag) },
        };
        var request = new ReconcileRequest
        {
            RunId = "run-00001",
            Reason = RunReason.Manual,
            Mode = RunMode.Apply,
            Insist = insist,
        };
        return check.BeforeDeleteAsync(
            new(request, state, DateTimeOffset.UnixEpoch),
            new() { Change = ChangeKind.Delete, Resource = api },
            CancellationToken.None
        );
    }

    private sealed class Source : IDeploymentSource
    {
        public Inventory Now { get; set; } = new() { Accounts = [], Covered = [] };

        public Inventory Everywhere { get; set; } = new() { Accounts = [], Covered = [] };

        public Dictionary<ResourceId, Inventory> ByAccount { get; } = [];

        public int Lists { get; private set; }

        public Task<Inventory> ReadAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken) =>
            Task.FromResult(ByAccount.GetValueOrDefault(scopes[0], Now));

        public Task<Inventory> ListAccountsAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
        {
            Lists++;
            return Task.FromResult(Everywhere);
        }

        public Task<string> ReadKeyAsync(ResourceId account, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
