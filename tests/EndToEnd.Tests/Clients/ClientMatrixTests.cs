using EndToEnd.Tests.Families;

namespace EndToEnd.Tests.Clients;

/// <summary>
/// Clients exactly as users write them: base URL and key, nothing else. What works and what does not is docs/clients.md,
/// which these tests hold to what they saw.
/// </summary>
[Collection(nameof(FamiliesCloud))]
public sealed class ClientMatrixTests(FamiliesCloud cloud)
{
    private const string With = "with `SubscriptionKeyAsBearer`";
    private const string Without = "without it";

    [NodeFact]
    public async Task The_Anthropic_client_works_as_it_is()
    {
        await cloud.PrepareClientsAsync();

        var calls = await NodeClients.RunAsync("anthropic.mjs", Base("clients"), cloud.Gateway.Key);

        Assert.Equal(["chat", "stream", "count tokens", "tool calls"], calls.Select(call => call.Call));
        Assert.True(calls.All(call => call.Ok), string.Join('\n', calls));
        var mark = (await cloud.Control.JournalAsync("foundry"))
            .Where(call => call.Path.Contains("/anthropic/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(mark);
        Assert.DoesNotContain(mark, call => call.Json.ToJsonString().Contains(cloud.Gateway.Key, StringComparison.Ordinal));
    }

    [NodeFact]
    public async Task The_documentation_shows_what_each_client_can_do()
    {
        await cloud.PrepareClientsAsync();
        List<(string Client, string Route, string Key, IReadOnlyList<ClientCall> Calls)> seen =
        [
            (
                "npm `@anthropic-ai/sdk`: `new Anthropic({ baseURL, apiKey })`",
                "`<base>/anthropic`",
                With,
                await RunAsync("anthropic.mjs", "clients")
            ),
            (
                "npm `openai`: `new OpenAI({ baseURL, apiKey })`",
                "`<base>/openai/v1`",
                With,
                await RunAsync("openai.mjs", "clients", "bearer")
            ),
            (
                "npm `openai`: `new OpenAI({ baseURL, apiKey })`",
                "`<base>/openai/v1`",
                Without,
                await RunAsync("openai.mjs", "plainkeys", "bearer")
            ),
            (
                "npm `openai`: `new OpenAI({ baseURL, apiKey, defaultHeaders: { \"api-key\": apiKey } })`",
                "`<base>/openai/v1`",
                Without,
                await RunAsync("openai.mjs", "plainkeys", "header")
            ),
            (
                "npm `openai`: `new AzureOpenAI({ endpoint, apiKey, apiVersion })`",
                "`<base>/openai`",
                Without,
                await RunAsync("azure-openai.mjs", "plainkeys")
            ),
            (
                "npm `@azure-rest/ai-inference` (retired): `ModelClient(endpoint, new AzureKeyCredential(key))`",
                "`<base>/models`",
                Without,
                await RunAsync("ai-inference.mjs", "plainkeys")
            ),
        ];

        await AssertShownAsync(seen);
    }

    [Fact]
    public async Task The_documentation_shows_what_the_clients_of_NET_can_do()
    {
        await cloud.PrepareClientsAsync();
        const string Plain = ".NET `OpenAI`: `new OpenAIClient(new ApiKeyCredential(key), new() { Endpoint = … })`";
        await AssertShownAsync([
            (Plain, "`<base>/openai/v1`", With, await DotNetClients.RunAsync(Base("clients"), cloud.Gateway.Key, withHeader: false)),
            (Plain, "`<base>/openai/v1`", Without, await DotNetClients.RunAsync(Base("plainkeys"), cloud.Gateway.Key, withHeader: false)),
            (
                ".NET `OpenAI`: the same, and `options.AddPolicy(…)` as [below](#the-key-on-v1)",
                "`<base>/openai/v1`",
                Without,
                await DotNetClients.RunAsync(Base("plainkeys"), cloud.Gateway.Key, withHeader: true)
            ),
            (
                ".NET `Azure.AI.OpenAI` 2.1: `new AzureOpenAIClient(endpoint, new ApiKeyCredential(key))`",
                "`<base>`",
                Without,
                await DotNetClients.RunAzureAsync(Base("plainkeys"), cloud.Gateway.Key)
            ),
        ]);
    }

    /// <summary>Lines that docs/clients.md tells people to write, each with the file of the client that runs it.</summary>
    [Theory]
    [InlineData(
        "new OpenAI({ baseURL, apiKey, defaultHeaders: { \"api-key\": apiKey } })",
        "openai.mjs",
        "new OpenAI({ baseURL: `${base}/openai/v1`, apiKey, defaultHeaders: { \"api-key\": apiKey }"
    )]
    [InlineData("new OpenAI({ baseURL, apiKey })", "openai.mjs", "new OpenAI({ baseURL: `${base}/openai/v1`, apiKey, maxRetries")]
    [InlineData(
        "new AzureOpenAI({ endpoint, apiKey, apiVersion })",
        "azure-openai.mjs",
        "new AzureOpenAI({ endpoint: base, apiKey, apiVersion:"
    )]
    [InlineData("new Anthropic({ baseURL, apiKey })", "anthropic.mjs", "new Anthropic({ baseURL: `${base}/anthropic`, apiKey,")]
    [InlineData(
        "ModelClient(endpoint, new AzureKeyCredential(key))",
        "ai-inference.mjs",
        "ModelClient(`${base}/models`, new AzureKeyCredential(apiKey)"
    )]
    [InlineData(
        "options.AddPolicy(ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(key), \"api-key\"), PipelinePosition.BeforeTransport);",
        "DotNetClients.cs",
        "options.AddPolicy(ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(key), \"api-key\"), PipelinePosition.BeforeTransport);"
    )]
    [InlineData(
        "new OpenAIClient(new ApiKeyCredential(key), new() { Endpoint = … })",
        "DotNetClients.cs",
        "new OpenAIClient(new ApiKeyCredential(key), options)"
    )]
    [InlineData(
        "new AzureOpenAIClient(endpoint, new ApiKeyCredential(key))",
        "../../AzureClient/Program.cs",
        "new AzureOpenAIClient(new Uri(args[0]), new ApiKeyCredential(args[1]))"
    )]
    public async Task What_the_documentation_tells_people_to_write_is_what_runs_here(string told, string file, string written)
    {
        Assert.Contains(told, await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "clients.md")), StringComparison.Ordinal);
        Assert.Contains(
            OnOneLine(written),
            OnOneLine(await File.ReadAllTextAsync(Path.Combine(Root(), "tests", "EndToEnd.Tests", "Clients", file))),
            StringComparison.Ordinal
        );
    }

    // However the code is laid out.
    private static string OnOneLine(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));

    private static async Task AssertShownAsync(
        IReadOnlyList<(string Client, string Route, string Key, IReadOnlyList<ClientCall> Calls)> seen
    )
    {
        var rows = seen.Select(one => $"| {one.Client} | {one.Route} | {one.Key} | {Result(one.Calls)} |").ToList();
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "clients.md"));
        var missing = rows.Where(row => !page.Contains(row, StringComparison.Ordinal)).ToList();
        Assert.True(
            missing.Count == 0,
            $"docs/clients.md does not say what was seen:\n{string.Join('\n', missing)}\n\n{string.Join('\n', seen.SelectMany(one => one.Calls).Where(call => !call.Ok))}"
        );
    }

    private Task<IReadOnlyList<ClientCall>> RunAsync(string script, string account, params string[] more) =>
        NodeClients.RunAsync(script, [Base(account), cloud.Gateway.Key, .. more]);

    private string Base(string account) => cloud.Gateway.At(account).Endpoint.AbsoluteUri;

    private static string Result(IReadOnlyList<ClientCall> calls)
    {
        var works = calls.Where(call => call.Ok).Select(call => call.Call).ToList();
        var fails = calls
            .Where(call => !call.Ok)
            .Select(call => $"{call.Call} ({call.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "fault"})")
            .ToList();
        return string.Join(
            "; ",
            new[]
            {
                works.Count > 0 ? $"works: {string.Join(", ", works)}" : null,
                fails.Count > 0 ? $"fails: {string.Join(", ", fails)}" : null,
            }.OfType<string>()
        );
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
