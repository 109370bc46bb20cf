using System.Net.Http.Headers;
using System.Text;
using Importer.Resources;
using LocalAzure;

namespace Smoke;

/// <summary>A LocalAzure for one run, with an account and a deployment in it.</summary>
internal sealed class LocalTarget : IAsyncDisposable
{
    private const string Group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers";

    private readonly Cloud _cloud;

    private LocalTarget(Cloud cloud) => _cloud = cloud;

    public Uri Arm => _cloud.Options.Arm;

    public ResourceId Service { get; } = ResourceId.Parse($"{Group}/Microsoft.ApiManagement/service/contoso-apim");

    public ResourceId Account { get; } = ResourceId.Parse($"{Group}/Microsoft.CognitiveServices/accounts/contoso");

    public static async Task<LocalTarget> StartAsync(CancellationToken cancellationToken)
    {
        var cloud = await Cloud.StartAsync(
            new LocalAzureOptions { NoFunctions = true, Propagation = TimeSpan.Zero }.WithFreePorts(),
            cancellationToken
        );
        var target = new LocalTarget(cloud);
        await target.FillAsync(cancellationToken);
        return target;
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Arm };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "somebody");
        await PutAsync(
            client,
            Account.Value,
            """{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"contoso"}}""",
            cancellationToken
        );
        await PutAsync(
            client,
            $"{Account}/deployments/gpt-4o-mini",
            """{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"gpt-4o-mini","version":"2024-07-18"}}}""",
            cancellationToken
        );
        using var body = new StringContent($$"""{"id":"{{Account}}/deployments/gpt-4o-mini","state":"Succeeded"}""");
        using var settled = await client.PostAsync(new Uri("_local/state", UriKind.Relative), body, cancellationToken);
    }

    private static async Task PutAsync(HttpClient client, string id, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(
            new Uri($"{id}?api-version={Belongings.AccountsVersion}", UriKind.Relative),
            content,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }
}
