using System.Diagnostics.CodeAnalysis;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Importer.Arm;
using Importer.Resources;
using Smoke.Evidence;

namespace Smoke;

/// <summary>What a run is pointed at, and the recorded way to it.</summary>
internal sealed class SmokeTarget : IDisposable
{
    private readonly HttpClient _client;

    [SuppressMessage("Reliability", "CA2000", Justification = "The recorder owns the handler, and the client the recorder.")]
    public SmokeTarget(Uri endpoint, ResourceId service, ResourceId account, TextWriter evidence)
    {
        (Endpoint, Service, Account) = (endpoint, service, account);
        Credential = endpoint.IsLoopback ? new AnyToken() : new DefaultAzureCredential();
        var network = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 32,
            UseCookies = false,
            UseProxy = !endpoint.IsLoopback,
        };
        Recorder = new EvidenceRecorder(network, evidence, new Redactor(), [service.Value, account.Value]);
        _client = new HttpClient(Recorder) { Timeout = Timeout.InfiniteTimeSpan };
        Arm = new ArmClient(
            endpoint,
            Audience,
            Credential,
            TimeProvider.System,
            new ArmSettings { Transport = new HttpClientTransport(_client), OperationFor = TimeSpan.FromMinutes(20) }
        );
    }

    public Uri Endpoint { get; }

    public ResourceId Service { get; }

    public ResourceId Account { get; }

    public string Audience => Endpoint.IsLoopback ? "https://management.azure.com" : Endpoint.GetLeftPart(UriPartial.Authority);

    public TokenCredential Credential { get; }

    public EvidenceRecorder Recorder { get; }

    public ArmClient Arm { get; }

    public void Dispose() => _client.Dispose();

    /// <summary>LocalAzure takes any token.</summary>
    private sealed class AnyToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("smoke", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
