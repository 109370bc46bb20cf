using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalAzure.Tests;

/// <summary>A cloud without functions on free ports, with a client that carries a token for ARM.</summary>
public sealed class CloudUnderTest : IAsyncDisposable
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = $"{Subscription}/resourceGroups/rg-ai";
    public const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";
    public const string Accounts = $"{Group}/providers/Microsoft.CognitiveServices/accounts";

    private CloudUnderTest(Cloud cloud)
    {
        Cloud = cloud;
        Arm = new HttpClient { BaseAddress = cloud.Options.Arm };
        Arm.DefaultRequestHeaders.Add("Authorization", "Bearer anything");
    }

    public Cloud Cloud { get; }

    public HttpClient Arm { get; }

    public static async Task<CloudUnderTest> StartAsync(Func<LocalAzureOptions, LocalAzureOptions>? with = null)
    {
        var options = new LocalAzureOptions
        {
            PortBase = FreePorts.Base(),
            NoFunctions = true,
            OperationLength = TimeSpan.FromMilliseconds(20),
            Propagation = TimeSpan.FromMilliseconds(20),
        };
        return new CloudUnderTest(await Cloud.StartAsync(with?.Invoke(options) ?? options, CancellationToken.None));
    }

    /// <summary>One whose long operations run until <see cref="DoneAsync"/> moves the clock.</summary>
    public static Task<CloudUnderTest> StartStillAsync() =>
        StartAsync(options => options with { OperationLength = TimeSpan.FromMinutes(1) });

    public Task<ArmReply> GetAsync(string path, string? version = null) => SendAsync(HttpMethod.Get, path, version: version);

    public Task<ArmReply> PutAsync(string path, string? body = null, string? ifMatch = null, string? version = null) =>
        SendAsync(HttpMethod.Put, path, body, ifMatch, version);

    public Task<ArmReply> PatchAsync(string path, string body, string? ifMatch = "*") => SendAsync(HttpMethod.Patch, path, body, ifMatch);

    public Task<ArmReply> DeleteAsync(string path, string? ifMatch = "*") => SendAsync(HttpMethod.Delete, path, null, ifMatch);

    public Task<ArmReply> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>A write followed to the result of its operation, and past the moment that an API stays locked.</summary>
    public async Task<ArmReply> DoneAsync(Task<ArmReply> write)
    {
        var reply = await write;
        Cloud.Clock.Advance(Cloud.Options.OperationLength);
        while (reply.Header("Location") is { } location)
        {
            reply = await SendAsync(HttpMethod.Get, location, version: "");
        }

        Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        return reply;
    }

    public async Task<ArmReply> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? ifMatch = null,
        string? version = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(WithVersion(path, version), UriKind.RelativeOrAbsolute));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await Arm.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ArmReply((int)response.StatusCode, text.Length == 0 ? null : (JsonObject)JsonNode.Parse(text)!, Copy(response.Headers));
    }

    /// <summary>An account of that kind with these deployments, ready.</summary>
    public async Task AddAccountAsync(string name, string kind = "AIServices", params string[] models)
    {
        await PutAsync(
            $"{Accounts}/{name}",
            $$$"""{"kind":"{{{kind}}}","location":"swedencentral","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{name}}}"}}"""
        );
        foreach (var model in models)
        {
            await DoneAsync(PutAsync($"{Accounts}/{name}/deployments/{model}", ADeployment(model)));
        }
    }

    public static string ADeployment(string model, string format = "OpenAI", string? version = null)
    {
        var body = new JsonObject { ["format"] = format, ["name"] = model };
        if (version is not null)
        {
            body["version"] = version;
        }

        return new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 10 },
            ["properties"] = new JsonObject { ["model"] = body },
        }.ToJsonString();
    }

    public async ValueTask DisposeAsync()
    {
        Arm.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(Cloud.Options.DataDirectory, recursive: true);
    }

    private static string WithVersion(string path, string? version)
    {
        version ??= path switch
        {
            _ when path.Contains("Microsoft.Authorization", StringComparison.OrdinalIgnoreCase) => "2022-04-01",
            _ when path.Contains("Microsoft.CognitiveServices", StringComparison.OrdinalIgnoreCase) => "2025-06-01",
            _ when path.Contains("Microsoft.ApiManagement", StringComparison.OrdinalIgnoreCase) => "2024-05-01",
            _ => "2022-09-01",
        };
        return version.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}";
    }

    private static HttpResponseHeaders Copy(HttpResponseHeaders headers)
    {
        var copy = new HttpResponseMessage().Headers;
        foreach (var header in headers)
        {
            copy.TryAddWithoutValidation(header.Key, header.Value);
        }

        return copy;
    }
}
