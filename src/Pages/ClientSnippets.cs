using System.Text.RegularExpressions;
using Importer.Deployments;
using Importer.Reports;

namespace Pages;

/// <summary>A first call of an API in one language.</summary>
/// <param name="Language"><c>curl</c>, <c>JavaScript</c>, <c>Python</c> or <c>.NET</c>.</param>
/// <param name="Needs">What has to be installed; empty for nothing.</param>
/// <param name="Text">
/// The program, with <c>{base}</c>, <c>{model}</c>, <c>{version}</c> and <c>{header}</c> where the API's own values go.
/// </param>
public sealed record ClientSnippet(string Language, string Needs, string Text)
{
    /// <summary>The program for one API.</summary>
    public string For(SnippetValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return ClientSnippets.Places().Replace(Text, place => values.Of(place.Value[1..^1]));
    }
}

/// <summary>What an API puts into its snippets.</summary>
/// <param name="Base">What the client is given as address.</param>
/// <param name="Model">The deployment that is called.</param>
/// <param name="Version">The <c>api-version</c>; empty where there is none.</param>
/// <param name="Header">The header of the subscription key.</param>
public sealed record SnippetValues(string Base, string Model, string Version, string Header)
{
    /// <summary>The value of a place.</summary>
    public string Of(string place) =>
        place switch
        {
            "base" => Base,
            "model" => Model,
            "version" => Version,
            _ => Header,
        };
}

/// <summary>
/// A first call of each kind of API, as a user writes it. Tests run what stands here through LocalAzure's gateway; docs/clients.md says
/// which.
/// </summary>
public static partial class ClientSnippets
{
    private const string Node = "npm install openai";
    private const string Python = "pip install openai";

    /// <summary>The snippets of a compatibility. The key is read from the variable APIM_KEY.</summary>
    public static IReadOnlyList<ClientSnippet> Of(Compatibility compatibility) =>
        compatibility switch
        {
            Compatibility.AzureOpenAI => AzureOpenAI,
            Compatibility.AzureOpenAIV1 => V1,
            Compatibility.AzureAI => AzureAI,
            Compatibility.Anthropic => Anthropic,
            _ => [],
        };

    /// <summary>
    /// What an API puts into the snippets; null where they do not fit it: an adopted API of another form, or none that chats.
    /// </summary>
    public static SnippetValues? ValuesOf(ImportedApi api, string? gateway)
    {
        ArgumentNullException.ThrowIfNull(api);
        var (suffix, header) = api.Compatibility switch
        {
            Compatibility.AzureOpenAI => ("/openai", "api-key"),
            Compatibility.AzureOpenAIV1 => ("/openai/v1", "api-key"),
            Compatibility.AzureAI => ("/models", "api-key"),
            _ => ("/anthropic", "x-api-key"),
        };
        if (
            gateway is null
            || api.Example is not { } model
            || api.Does is not (Capability.Chat or Capability.Messages)
            || !$"/{api.Path}".EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            || !Plain().IsMatch(model)
            || (api.KeyHeader ?? header) != header
        )
        {
            return null;
        }

        var address = $"{gateway}/{api.Path}";
        return PlainAddress().IsMatch(address) && PlainVersion().IsMatch(api.ApiVersion ?? "")
            ? new(api.Compatibility == Compatibility.AzureOpenAI ? address[..^suffix.Length] : address, model, api.ApiVersion ?? "", header)
            : null;
    }

    private static IReadOnlyList<ClientSnippet> AzureOpenAI { get; } =
    [
        new(
            "curl",
            "",
            """
            curl "{base}/openai/deployments/{model}/chat/completions?api-version={version}" \
              -H "{header}: $APIM_KEY" -H "content-type: application/json" \
              -d '{"messages": [{"role": "user", "content": "Say hello."}]}'
            """
        ),
        new(
            "JavaScript",
            Node,
            """
            import { AzureOpenAI } from "openai";

            const client = new AzureOpenAI({ endpoint: "{base}", apiKey: process.env.APIM_KEY, apiVersion: "{version}" });
            const answer = await client.chat.completions.create({ model: "{model}", messages: [{ role: "user", content: "Say hello." }] });
            console.log(answer.choices[0].message.content);
            """
        ),
        new(
            "Python",
            Python,
            """
            import os
            from openai import AzureOpenAI

            client = AzureOpenAI(azure_endpoint="{base}", api_key=os.environ["APIM_KEY"], api_version="{version}")
            answer = client.chat.completions.create(model="{model}", messages=[{"role": "user", "content": "Say hello."}])
            print(answer.choices[0].message.content)
            """
        ),
        new(
            ".NET",
            "dotnet add package Azure.AI.OpenAI",
            """
            using System.ClientModel;
            using Azure.AI.OpenAI;
            using OpenAI.Chat;

            var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("APIM_KEY")!);
            var client = new AzureOpenAIClient(new Uri("{base}"), key);
            ChatCompletion answer = await client.GetChatClient("{model}").CompleteChatAsync("Say hello.");
            Console.WriteLine(answer.Content[0].Text);
            """
        ),
    ];

    // The key goes in its header too: docs/clients.md#the-key-on-v1
    private static IReadOnlyList<ClientSnippet> V1 { get; } =
    [
        new(
            "curl",
            "",
            """
            curl "{base}/chat/completions" \
              -H "{header}: $APIM_KEY" -H "content-type: application/json" \
              -d '{"model": "{model}", "messages": [{"role": "user", "content": "Say hello."}]}'
            """
        ),
        new(
            "JavaScript",
            Node,
            """
            import OpenAI from "openai";

            const apiKey = process.env.APIM_KEY;
            const client = new OpenAI({ baseURL: "{base}", apiKey, defaultHeaders: { "{header}": apiKey } });
            const answer = await client.chat.completions.create({ model: "{model}", messages: [{ role: "user", content: "Say hello." }] });
            console.log(answer.choices[0].message.content);
            """
        ),
        new(
            "Python",
            Python,
            """
            import os
            from openai import OpenAI

            key = os.environ["APIM_KEY"]
            client = OpenAI(base_url="{base}", api_key=key, default_headers={"{header}": key})
            answer = client.chat.completions.create(model="{model}", messages=[{"role": "user", "content": "Say hello."}])
            print(answer.choices[0].message.content)
            """
        ),
        new(
            ".NET",
            "dotnet add package OpenAI",
            """
            using System.ClientModel;
            using System.ClientModel.Primitives;
            using OpenAI;
            using OpenAI.Chat;

            var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("APIM_KEY")!);
            var options = new OpenAIClientOptions { Endpoint = new Uri("{base}") };
            options.AddPolicy(ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(key, "{header}"), PipelinePosition.BeforeTransport);
            ChatCompletion answer = await new OpenAIClient(key, options).GetChatClient("{model}").CompleteChatAsync("Say hello.");
            Console.WriteLine(answer.Content[0].Text);
            """
        ),
    ];

    private static IReadOnlyList<ClientSnippet> AzureAI { get; } =
    [
        new(
            "curl",
            "",
            """
            curl "{base}/chat/completions?api-version={version}" \
              -H "{header}: $APIM_KEY" -H "content-type: application/json" \
              -d '{"model": "{model}", "messages": [{"role": "user", "content": "Say hello."}]}'
            """
        ),
        new(
            "JavaScript",
            Node,
            """
            import OpenAI from "openai";

            const apiKey = process.env.APIM_KEY;
            const client = new OpenAI({
              baseURL: "{base}", apiKey, defaultHeaders: { "{header}": apiKey }, defaultQuery: { "api-version": "{version}" },
            });
            const answer = await client.chat.completions.create({ model: "{model}", messages: [{ role: "user", content: "Say hello." }] });
            console.log(answer.choices[0].message.content);
            """
        ),
        new(
            "Python",
            Python,
            """
            import os
            from openai import OpenAI

            key = os.environ["APIM_KEY"]
            client = OpenAI(
                base_url="{base}", api_key=key, default_headers={"{header}": key}, default_query={"api-version": "{version}"},
            )
            answer = client.chat.completions.create(model="{model}", messages=[{"role": "user", "content": "Say hello."}])
            print(answer.choices[0].message.content)
            """
        ),
        new(
            ".NET",
            "",
            """
            using System.Net.Http.Json;

            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("{header}", Environment.GetEnvironmentVariable("APIM_KEY"));
            var call = new { model = "{model}", messages = new[] { new { role = "user", content = "Say hello." } } };
            var answer = await http.PostAsJsonAsync("{base}/chat/completions?api-version={version}", call);
            Console.WriteLine(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            """
        ),
    ];

    private static IReadOnlyList<ClientSnippet> Anthropic { get; } =
    [
        new(
            "curl",
            "",
            """
            curl "{base}/v1/messages" \
              -H "{header}: $APIM_KEY" -H "anthropic-version: 2023-06-01" -H "content-type: application/json" \
              -d '{"model": "{model}", "max_tokens": 100, "messages": [{"role": "user", "content": "Say hello."}]}'
            """
        ),
        new(
            "JavaScript",
            "npm install @anthropic-ai/sdk",
            """
            import Anthropic from "@anthropic-ai/sdk";

            const apiKey = process.env.APIM_KEY;
            const client = new Anthropic({ baseURL: "{base}", apiKey, defaultHeaders: { "{header}": apiKey } });
            const messages = [{ role: "user", content: "Say hello." }];
            const answer = await client.messages.create({ model: "{model}", max_tokens: 100, messages });
            console.log(answer.content[0].text);
            """
        ),
        new(
            "Python",
            "pip install anthropic",
            """
            import os
            from anthropic import Anthropic

            key = os.environ["APIM_KEY"]
            client = Anthropic(base_url="{base}", api_key=key, default_headers={"{header}": key})
            messages = [{"role": "user", "content": "Say hello."}]
            answer = client.messages.create(model="{model}", max_tokens=100, messages=messages)
            print(answer.content[0].text)
            """
        ),
        new(
            ".NET",
            "",
            """
            using System.Net.Http.Json;

            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("{header}", Environment.GetEnvironmentVariable("APIM_KEY"));
            http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
            var call = new { model = "{model}", max_tokens = 100, messages = new[] { new { role = "user", content = "Say hello." } } };
            var answer = await http.PostAsJsonAsync("{base}/v1/messages", call);
            Console.WriteLine(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            """
        ),
    ];

    [GeneratedRegex(@"\{(base|model|version|header)\}", RegexOptions.CultureInvariant)]
    internal static partial Regex Places();

    // What needs no quoting in any of the languages, nor in an address.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // An adopted API's path is what people wrote.
    [GeneratedRegex(@"\Ahttps?://[A-Za-z0-9._~:/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainAddress();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainVersion();
}
