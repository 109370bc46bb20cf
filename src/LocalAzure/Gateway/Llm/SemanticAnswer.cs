namespace LocalAzure.Gateway.Llm;

/// <summary>A kept answer.</summary>
internal sealed record SemanticAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    public static SemanticAnswer Of(GatewayResponse response) =>
        new(response.StatusCode, response.Headers.Get("Content-Type") ?? "application/json", response.Body);

    public GatewayResponse ToResponse()
    {
        var response = GatewayResponse.Of(Status);
        response.Headers.Set("Content-Type", ContentType);
        response.Replace(Body.ToArray());
        return response;
    }
}
