using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalAzure;
using LocalAzure.Control;
using LocalAzure.Tests;

namespace Smoke.Tests;

/// <summary>A LocalAzure that somebody works in, and a way to point a smoke run at it.</summary>
internal sealed class SmokeWorld : IAsyncDisposable
{
    public const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers";
    public const string Service = $"{Group}/Microsoft.ApiManagement/service/contoso-apim";
    public const string Account = $"{Group}/Microsoft.CognitiveServices/accounts/fabrikam-models";
    public const string Run = "importer-smoke-0123abcd";

    // What is only called like a run's own, without a run's mark.
    private static readonly (string Id, string Body)[] Alike =
    [
        ($"{Service}/products/{Run}-mine", """{"properties":{"displayName":"Mine","description":"Somebody's."}}"""),
        (
            $"{Service}/apis/{Run}-mine",
            """{"properties":{"displayName":"Mine","description":"Somebody's.","path":"mine","protocols":["https"],"serviceUrl":"https://mine.fabrikam.example"}}"""
        ),
        (
            $"{Service}/backends/{Run}-mine",
            """{"properties":{"url":"https://mine.fabrikam.example","protocol":"http","description":"Somebody's."}}"""
        ),
        ($"{Service}/subscriptions/{Run}-mine", """{"properties":{"displayName":"Mine","scope":"/apis"}}"""),
        (
            $"{Service}/products/marked",
            """{"properties":{"displayName":"Marked","description":"Made by the smoke run importer-smoke-0123abcd of the Foundry importer; it can be deleted."}}"""
        ),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("smoke-").FullName;
    private readonly HttpClient _client;
    private readonly HashSet<string> _types = [];

    private SmokeWorld(Cloud cloud)
    {
        Cloud = cloud;
        _client = new HttpClient { BaseAddress = cloud.Options.Arm };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "somebody");
    }

    public Cloud Cloud { get; }

    /// <summary>Every resource there is, as it is.</summary>
    public IReadOnlyList<string> Picture =>
        [
            .. _types
                .Order(StringComparer.Ordinal)
                .SelectMany(Cloud.Store.OfType)
                .Select(one => $"{one.Id} {one.ETag}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Fails with what is there and was not, or the other way round.</summary>
    public void IsAs(IReadOnlyList<string> before)
    {
        Assert.True(
            before.SequenceEqual(Picture),
            $"gone: {string.Join(", ", before.Except(Picture))}; new: {string.Join(", ", Picture.Except(before))}"
        );
    }

    /// <summary>What was asked of Resource Manager since the world was made, but by the world itself.</summary>
    public IEnumerable<JournalEntry> Calls =>
        Cloud.Journal.Read("arm").Where(call => call.Headers.GetValueOrDefault("Authorization") != "Bearer somebody");

    /// <summary>A world with an account of two deployments.</summary>
    public static async Task<SmokeWorld> StartAsync(bool withAlike = true, TimeSpan? operations = null)
    {
        var cloud = await Cloud.StartAsync(
            new LocalAzureOptions
            {
                PortBase = FreePorts.Base(),
                NoFunctions = true,
                Propagation = TimeSpan.Zero,
                OperationLength = operations ?? TimeSpan.FromMilliseconds(50),
            },
            CancellationToken.None
        );
        var world = new SmokeWorld(cloud);
        world._types.UnionWith([
            "Microsoft.ApiManagement/service",
            "Microsoft.ApiManagement/service/apis",
            "Microsoft.ApiManagement/service/apis/operations",
            "Microsoft.ApiManagement/service/apis/policies",
            "Microsoft.ApiManagement/service/products",
            "Microsoft.ApiManagement/service/subscriptions",
            "Microsoft.ApiManagement/service/policies",
        ]);
        cloud.Store.Changed += change => world._types.Add(change.Resource.Type);
        await world.PutAsync(
            Account,
            """{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"fabrikam-models"}}"""
        );
        await world.DeployAsync("embed", "text-embedding-3-small");
        await world.DeployAsync("chat-of-sales", "gpt-4o-mini");
        foreach (var (id, body) in withAlike ? Alike : [])
        {
            await world.PutAsync(id, body, Belongings.ApiManagementVersion);
        }

        return world;
    }

    public Task DeployAsync(string name, string model) =>
        PutAsync(
            $"{Account}/deployments/{name}",
            $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}"} } }"""
        );

    /// <summary>Makes something, to the end.</summary>
    public async Task PutAsync(string id, string body, string version = Belongings.AccountsVersion)
    {
        using var content = JsonContent.Create(JsonNode.Parse(body));
        using var answer = await _client.PutAsync(new Uri($"{id}?api-version={version}", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await (answer.Headers.Contains("Azure-AsyncOperation") ? EndAsync(id) : Task.CompletedTask);
    }

    /// <summary>Ends what runs on a resource; nothing where nothing runs and nothing is there.</summary>
    public async Task EndAsync(string id)
    {
        using var ended = await _client.PostAsJsonAsync(new Uri("_local/state", UriKind.Relative), new { id, state = "Succeeded" });
    }

    /// <summary>Waits for a call.</summary>
    public async Task SeenAsync(string method, string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Calls.Any(call => call.Method == method && call.Path.Split('?')[0].EndsWith(path, StringComparison.Ordinal)))
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async Task DeleteAsync(string id, string version = Belongings.AccountsVersion)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{id}?api-version={version}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await _client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The arguments that point a run at this world.</summary>
    public string[] Arguments(params string[] more) =>
        ["--service", Service, "--account", Account, "--arm", Cloud.Options.Arm.AbsoluteUri.TrimEnd('/'), "--evidence", _folder, .. more];

    /// <summary>A run in this process.</summary>
    public async Task<SmokeOutcome> RunAsync(
        string[]? arguments = null,
        Action<string>? stepped = null,
        string answer = "",
        CancellationToken stop = default
    )
    {
        var options = SmokeOptions.Parse(Arguments(arguments ?? ["--yes"]));
        Assert.Empty(options.Faults);
        using var output = new StringWriter();
        using var input = new StringReader(answer);
        var command = new SmokeCommand(options, input, output, TimeProvider.System) { Run = Run, Stepped = stepped ?? (_ => { }) };
        var code = await command.RunAsync(stop);
        return new(code, output.ToString(), command.Files);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What came of a run.</summary>
internal sealed record SmokeOutcome(int Code, string Output, Evidence.EvidenceFiles Files);
