using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace LocalAzure.Gateway;

/// <summary>The request as it stands in the pipeline; policies change it before it goes to the backend.</summary>
internal sealed class GatewayRequest
{
    public required string Method { get; set; }

    /// <summary>The escaped path below the API, with a leading slash; what is added to the backend's URL.</summary>
    public required string Path { get; set; }

    public required QueryBag Query { get; init; }

    public required HeaderBag Headers { get; init; }

    public required byte[] Body { get; set; }

    public required string IpAddress { get; init; }

    /// <summary>The gateway's own address in this request: scheme, host and port.</summary>
    public Uri Gateway { get; init; } = new("http://localhost/");

    /// <summary>As the caller wrote it, the API's path included; no policy changes it.</summary>
    public RequestUrl OriginalUrl
    {
        get => field ?? Url;
        init;
    }

    /// <summary>Where forward-request sent it last; behind a pool it tells the member.</summary>
    public Uri? Forwarded { get; set; }

    /// <summary>
    /// Below the API until the request was forwarded, the member's own address from then on.
    /// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
    /// </summary>
    public RequestUrl Url =>
        Forwarded is { } address ? RequestUrl.Of(address) : new(Gateway.Scheme, Gateway.Host, Gateway.Port, Path, Query);

    public Dictionary<string, string> MatchedParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the caller's request; the whole path until the API is known.</summary>
    public static async Task<GatewayRequest> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellationToken);
        var headers = new HeaderBag();
        foreach (var (name, values) in http.Request.Headers)
        {
            headers.Set(name, values.OfType<string>());
        }

        var gateway = new Uri($"{http.Request.Scheme}://{http.Request.Host}/");
        var query = http.Request.QueryString.Value ?? string.Empty;
        return new GatewayRequest
        {
            OriginalUrl = new RequestUrl(gateway.Scheme, gateway.Host, gateway.Port, EscapedPath(http), new QueryBag(query)),
            Method = http.Request.Method,
            Gateway = gateway,
            Path = EscapedPath(http),
            Query = new QueryBag(query),
            Headers = headers,
            Body = body.ToArray(),
            IpAddress = (http.Connection.RemoteIpAddress ?? IPAddress.Loopback).MapToIPv4().ToString(),
        };
    }

    private static string EscapedPath(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? target.Split('?')[0] : http.Request.Path.ToUriComponent();
    }
}
