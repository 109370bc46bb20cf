using System.ClientModel;
using EndToEnd.Tests.Families;
using OpenAI;
using OpenAI.Chat;

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
        var mark = (await cloud.Control.JournalAsync("foundry")).Where(call => call.Path.Contains("/anthropic/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(mark);
        Assert.DoesNotContain(mark, call => call.Json.ToJsonString().Contains(cloud.Gateway.Key, StringComparison.Ordinal));
    }

    [NodeFact]
    public async Task The_documentation_shows_what_each_client_can_do()
    {
        await cloud.PrepareClientsAsync();
        List<(string Client, string Route, string Key, IReadOnlyList<ClientCall> Calls)> seen =
        [
            ("npm `@anthropic-ai/sdk`: `new Anthropic({ baseURL, apiKey })`", "`<base>/anthropic`", "any", await RunAsync("anthropic.mjs", "clients")),
            ("npm `openai`: `new OpenAI({ baseURL, apiKey })`", "`<base>/openai/v1`", With, await RunAsync("openai.mjs", "clients", "bearer")),
            ("npm `openai`: `new OpenAI({ baseURL, apiKey })`", "`<base>/openai/v1`", Without, await RunAsync("openai.mjs", "plainkeys", "bearer")),
            ("npm `openai`: `new OpenAI({ baseURL, apiKey, defaultHeaders: { \"api-key\": apiKey } })`", "`<base>/openai/v1`", Without, await RunAsync("openai.mjs", "plainkeys", "header")),
            ("npm `openai`: `new AzureOpenAI({ endpoint, apiKey, apiVersion })`", "`<base>/openai`", Without, await RunAsync("azure-openai.mjs", "plainkeys")),
            ("npm `@azure-rest/ai-inference` (retired): `ModelClient(endpoint, new AzureKeyCredential(key))`", "`<base>/models`", Without, await RunAsync("ai-inference.mjs", "plainkeys")),
            (".NET `OpenAI`: `new ChatClient(model, new ApiKeyCredential(key), new() { Endpoint = … })`", "`<base>/openai/v1`", With, await DotNetAsync("clients")),
            (".NET `OpenAI`: `new ChatClient(model, new ApiKeyCredential(key), new() { Endpoint = … })`", "`<base>/openai/v1`", Without, await DotNetAsync("plainkeys")),
        ];

        var rows = seen.Select(one => $"| {one.Client} | {one.Route} | {one.Key} | {Result(one.Calls)} |").ToList();
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "clients.md"));
        var missing = rows.Where(row => !page.Contains(row, StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, $"docs/clients.md does not say what was seen:\n{string.Join('\n', missing)}\n\n{string.Join('\n', seen.SelectMany(one => one.Calls).Where(call => !call.Ok))}");
    }

    private Task<IReadOnlyList<ClientCall>> RunAsync(string script, string account, params string[] more) =>
        NodeClients.RunAsync(script, [Base(account), cloud.Gateway.Key, .. more]);

    private string Base(string account) => cloud.Gateway.At(account).Endpoint.AbsoluteUri;

    private async Task<IReadOnlyList<ClientCall>> DotNetAsync(string account)
    {
        var client = new ChatClient("gpt-4o", new ApiKeyCredential(cloud.Gateway.Key), new OpenAIClientOptions { Endpoint = new Uri($"{Base(account)}/openai/v1") });
        return
        [
            await TryAsync("chat", async () => { await client.CompleteChatAsync("Say hello."); }),
            await TryAsync("stream", async () =>
            {
                await foreach (var _ in client.CompleteChatStreamingAsync("Say hello."))
                {
                }
            }),
        ];
    }

    private static async Task<ClientCall> TryAsync(string call, Func<Task> make)
    {
        try
        {
            await make();
            return new(call, true, "", null);
        }
        catch (ClientResultException fault)
        {
            return new(call, false, fault.Message, fault.Status);
        }
    }

    private static string Result(IReadOnlyList<ClientCall> calls)
    {
        var works = calls.Where(call => call.Ok).Select(call => call.Call).ToList();
        var fails = calls.Where(call => !call.Ok).Select(call => $"{call.Call} ({call.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "fault"})").ToList();
        return string.Join("; ", new[] { works.Count > 0 ? $"works: {string.Join(", ", works)}" : null, fails.Count > 0 ? $"fails: {string.Join(", ", fails)}" : null }.OfType<string>());
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
