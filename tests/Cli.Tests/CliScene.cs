using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cli.Running;
using LocalAzure;
using LocalAzure.Control;
using LocalAzure.Tests;

namespace Cli.Tests;

/// <summary>A cloud, a folder, and the program in them.</summary>
internal sealed class CliScene : IAsyncDisposable
{
    public const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
    public const string Group = $"{Subscription}/resourceGroups/rg-ai";
    public const string Service = $"{Group}/providers/Microsoft.ApiManagement/service/contoso-apim";
    public const string Accounts = $"{Group}/providers/Microsoft.CognitiveServices/accounts";

    /// <summary>A key of ownership tags.</summary>
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private readonly HttpClient _http;

    private CliScene(Cloud cloud)
    {
        Cloud = cloud;
        Folder = Directory.CreateTempSubdirectory("cli-").FullName;
        _http = new HttpClient { BaseAddress = cloud.Options.Arm };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", "somebody");
    }

    public Cloud Cloud { get; }

    public string Folder { get; }

    public string Arm => Cloud.Options.Arm.AbsoluteUri.TrimEnd('/');

    /// <summary>The requests to Resource Manager that change something.</summary>
    public IReadOnlyList<string> Writes =>
        [
            .. Cloud
                .Journal.Read("arm")
                .Where(entry => entry.Method is not ("GET" or "HEAD"))
                .Select(entry => $"{entry.Method} {entry.Path.Split('?')[0]}"),
        ];

    public static async Task<CliScene> StartAsync() =>
        new(
            await Cloud.StartAsync(
                new LocalAzureOptions
                {
                    PortBase = FreePorts.Base(),
                    NoFunctions = true,
                    OperationLength = TimeSpan.FromMilliseconds(10),
                    Propagation = TimeSpan.Zero,
                },
                CancellationToken.None
            )
        );

    /// <summary>A cloud with an account that holds one deployment, and settings for it; the journal is empty.</summary>
    public static async Task<CliScene> StartWithContosoAsync()
    {
        var scene = await StartAsync();
        await scene.AccountAsync("contoso", "gpt-4o");
        scene.Settings();
        scene.Cloud.Journal.Clear();
        return scene;
    }

    /// <summary>The program with what it needs to reach this cloud.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) =>
        CliRun.RunAsync(Folder, new() { ["Importer__Arm__Endpoint"] = Arm }, arguments);

    /// <summary>The same with somebody who answers, until somebody stops it.</summary>
    public Task<CliRun> AnswerAsync(TextReader input, CancellationToken cancellationToken, params string[] arguments) =>
        CliRun.RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Input = input,
                Folder = Folder,
                Environment = new Dictionary<string, string?> { ["Importer__Arm__Endpoint"] = Arm },
            },
            cancellationToken,
            arguments
        );

    /// <summary>Writes importer.json; <paramref name="more"/> is the inside of <c>Importer</c> beside service and scopes.</summary>
    public void Settings(string more = "", string scope = Subscription, params IReadOnlyList<string> hosts) =>
        File.WriteAllText(
            Path.Combine(Folder, "importer.json"),
            $$"""
            { "Importer": {
                "ApiManagement": { "ServiceId": "{{Service}}" },
                "Discovery": { "Scopes": [ "{{scope}}" ], "AllowedHosts": [ {{string.Join(", ", hosts.Select(host => $"\"{host}\""))}} ] },
                "Health": { "ReadyWithin": "00:00:00" }{{(more.Length > 0 ? "," : "")}}
                {{more}}
            } }
            """
        );

    public async Task AccountAsync(string name, params string[] models)
    {
        await PutAsync(
            $"{Accounts}/{name}",
            $$$"""{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{name}}}"}}"""
        );
        foreach (var model in models)
        {
            await PutAsync(
                $"{Accounts}/{name}/deployments/{model}",
                $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}"} } }"""
            );
        }
    }

    /// <summary>An API that somebody made by hand, and that calls an account.</summary>
    public async Task ApiOfSomebodyAsync(string id, string account)
    {
        await PutAsync(
            $"{Service}/apis/{id}",
            $$$"""{"properties":{"displayName":"{{{id}}}","path":"{{{id}}}","protocols":["https"],"serviceUrl":"{{{Cloud.Options.Foundry}}}{{{account}}}/openai"}}"""
        );
        await PutAsync(
            $"{Service}/apis/{id}/operations/chat",
            """{"properties":{"displayName":"Chat","method":"POST","urlTemplate":"/deployments/{deployment-id}/chat/completions","templateParameters":[{"name":"deployment-id","type":"string","required":true}]}}"""
        );
    }

    /// <summary>A write followed to its end.</summary>
    public async Task PutAsync(string id, string? body)
    {
        using var answer = await _http.PutAsync(
            new Uri($"{id}?api-version={VersionOf(id)}", UriKind.Relative),
            body is null ? null : JsonContent.Create(JsonNode.Parse(body))
        );
        Assert.True(answer.IsSuccessStatusCode, $"PUT {id}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (
            answer.Headers.TryGetValues("Azure-AsyncOperation", out var addresses) || answer.Headers.TryGetValues("Location", out addresses)
        )
        {
            var address = new Uri(addresses.First());
            for (var ended = false; !ended; )
            {
                Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
                using var state = await _http.GetAsync(address);
                ended =
                    state.StatusCode != System.Net.HttpStatusCode.Accepted
                    && (await state.Content.ReadFromJsonAsync<JsonObject>())?["status"]?.ToString()
                        is not ("InProgress" or "Running" or "Creating");
            }
        }

        Cloud.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>The first key of an account.</summary>
    public async Task<string> KeyOfAsync(string account)
    {
        using var answer = await _http.PostAsync(new Uri($"{account}/listKeys?api-version={VersionOf(account)}", UriKind.Relative), null);
        Assert.True(answer.IsSuccessStatusCode, $"listKeys {account}: {(int)answer.StatusCode}");
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["key1"]!;
    }

    public async Task DeleteAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"{id}?api-version={VersionOf(id)}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"DELETE {id}: {(int)answer.StatusCode}");
        Cloud.Clock.Advance(TimeSpan.FromSeconds(5));
    }

    /// <summary>From now on Resource Manager lets nobody write, as with the role Reader.</summary>
    public void LetOnlyRead()
    {
        foreach (var method in new[] { "PUT", "PATCH", "POST", "DELETE" })
        {
            Cloud.Faults.Add(
                new FaultRule
                {
                    Surface = "arm",
                    Method = method,
                    PathPattern = "^/subscriptions/",
                    Times = int.MaxValue,
                    Status = 403,
                    Body = JsonNode.Parse(
                        """{"error":{"code":"AuthorizationFailed","message":"The client does not have authorization to perform action 'Microsoft.ApiManagement/service/apis/write' over scope '/x' or the scope is invalid."}}"""
                    ),
                }
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Cloud.Options.DataDirectory))
        {
            Directory.Delete(Cloud.Options.DataDirectory, recursive: true);
        }
    }

    private static string VersionOf(string id) =>
        id switch
        {
            _ when id.Contains("Microsoft.Authorization", StringComparison.OrdinalIgnoreCase) => "2022-04-01",
            _ when id.Contains("Microsoft.CognitiveServices", StringComparison.OrdinalIgnoreCase) => "2025-06-01",
            _ => "2024-05-01",
        };
}

/// <summary>What a call of the program came to.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Output">The results.</param>
/// <param name="Error">Progress, questions and faults.</param>
internal sealed record CliRun(int Exit, string Output, string Error)
{
    /// <summary>Runs the program in a folder.</summary>
    public static Task<CliRun> RunAsync(string folder, Dictionary<string, string?> environment, params string[] arguments) =>
        RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = folder,
                Environment = environment,
            },
            arguments
        );

    /// <summary>Runs the program in surroundings whose streams are those of the run.</summary>
    public static Task<CliRun> RunAsync(Surroundings here, params string[] arguments) => RunAsync(here, CancellationToken.None, arguments);

    /// <summary>The same, until somebody stops it.</summary>
    public static async Task<CliRun> RunAsync(Surroundings here, CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = await ImporterCli.RunAsync(arguments, here with { Output = output, Error = error }, cancellationToken);
        return new(exit, output.ToString(), error.ToString());
    }

    public override string ToString() => $"exit {Exit}\n--- output\n{Output}--- error\n{Error}";
}
