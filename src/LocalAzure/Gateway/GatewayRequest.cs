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

        return new GatewayRequest
        {
            Method = http.Request.Method,
            Path = EscapedPath(http),
            Query = new QueryBag(http.Request.QueryString.Value ?? string.Empty),
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
