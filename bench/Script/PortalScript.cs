using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bench.Clouds;
using Bench.Importing;
using Importer.Deployments;
using Importer.Specs;

namespace Bench.Script;

/// <summary>
/// What a person would script in the importer's place: for each deployment the calls of the portal's import, one after the
/// other, everything written whether it differs or not. It is given every advantage that costs it nothing: it polls when it
/// is told to, it knows how long an API stays locked after an import, and it meets no error.
/// </summary>
internal sealed class PortalScript : IDisposable
{
    private const string ApimVersion = "2024-05-01";
    private const string RolesVersion = "2022-04-01";
    private const string Role = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

    // As long as the importer waits, which is a little longer than LocalAzure holds the lock.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(350);

    private readonly CallCounter _counter = new();
    private readonly HttpClient _client;
    private readonly string _document = SpecCatalogue.For(Compatibility.AzureOpenAI).ToJson();

    public PortalScript(Uri arm)
    {
        _client = new HttpClient(_counter) { BaseAddress = arm };
        _client.DefaultRequestHeaders.Add("Authorization", "Bearer script");
    }

    public CallCounts Counts => _counter.Counts;

    /// <summary>Imports what one deployment needs.</summary>
    public async Task ImportAsync(string account, string deployment, CancellationToken cancellationToken)
    {
        var api = $"{account}-openai";
        var found = await GetAsync(Ids.Account(account), Ids.CognitiveVersion, cancellationToken);
        await GetAsync(Ids.Deployment(account, deployment), Ids.CognitiveVersion, cancellationToken);
        var service = await GetAsync(Ids.Service, ApimVersion, cancellationToken);
        await GetAsync($"{Ids.Service}/apis/{api}", ApimVersion, cancellationToken);
        await PutAsync($"{Ids.Service}/backends/{api}-backend", ApimVersion, Backend(found!), cancellationToken);
        await PutAsync($"{Ids.Service}/apis/{api}", ApimVersion, Api(account), cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        await PutAsync($"{Ids.Service}/apis/{api}/policies/policy", ApimVersion, Policy($"{api}-backend"), cancellationToken);
        await GrantAsync(account, (string)service!["identity"]!["principalId"]!, cancellationToken);
        await GetAsync($"{Ids.Service}/apis/{api}/operations", ApimVersion, cancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        _counter.Dispose();
    }

    private static JsonObject Backend(JsonNode account)
    {
        var endpoint = (string)account["properties"]!["endpoint"]!;
        return Properties(new() { ["url"] = $"{endpoint.TrimEnd('/')}/openai", ["protocol"] = "http" });
    }

    private JsonObject Api(string account) =>
        Properties(
            new()
            {
                ["displayName"] = account,
                ["path"] = $"{account}/openai",
                ["protocols"] = new JsonArray("https"),
                ["subscriptionRequired"] = true,
                ["format"] = "openapi+json",
                ["value"] = _document,
                ["translateRequiredQueryParameters"] = "query",
            }
        );

    private static JsonObject Policy(string backend) =>
        Properties(
            new()
            {
                ["format"] = "xml",
                ["value"] = $"""
                <policies><inbound><base /><set-backend-service backend-id="{backend}" /><authentication-managed-identity resource="https://cognitiveservices.azure.com" /></inbound>
                <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
                """,
            }
        );

    private async Task GrantAsync(string account, string principal, CancellationToken cancellationToken)
    {
        var roles = $"{Ids.Account(account)}/providers/Microsoft.Authorization/roleAssignments";
        var held = await GetAsync(
            $"{roles}?$filter={Uri.EscapeDataString($"principalId eq '{principal}'")}",
            RolesVersion,
            cancellationToken
        );
        if (held!["value"]!.AsArray().Count == 0)
        {
            await PutAsync(
                $"{roles}/{Guid.NewGuid()}",
                RolesVersion,
                Properties(
                    new()
                    {
                        ["roleDefinitionId"] = $"{Ids.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{Role}",
                        ["principalId"] = principal,
                        ["principalType"] = "ServicePrincipal",
                    }
                ),
                cancellationToken
            );
        }
    }

    private static JsonObject Properties(JsonObject properties) => new() { ["properties"] = properties };

    private async Task<JsonNode?> GetAsync(string path, string version, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(At(path, version), cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(answer, cancellationToken);
    }

    private async Task PutAsync(string path, string version, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var first = await _client.PutAsync(At(path, version), content, cancellationToken);
        await ReadAsync(first, cancellationToken);
        var (waits, monitor) = (Waits(first), first.StatusCode == HttpStatusCode.Accepted ? first.Headers.Location : null);
        while (monitor is not null)
        {
            await Task.Delay(waits, cancellationToken);
            using var next = await _client.GetAsync(monitor, cancellationToken);
            await ReadAsync(next, cancellationToken);
            (waits, monitor) = (Waits(next), next.StatusCode == HttpStatusCode.Accepted ? monitor : null);
        }
    }

    private static TimeSpan Waits(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);

    private static Uri At(string path, string version) =>
        new($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}", UriKind.Relative);

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {text}"
            );
        }

        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
