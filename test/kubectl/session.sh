#!/bin/bash
# A session of a real kubectl against `kubesim proxy`: every verb, in an order in which each command finds what it needs.
# Usage: KUBECONFIG=... session.sh   (KUBECTL names another kubectl). Prints a block for each command:
#   ##### NUMBER, the words of the command one a line, then --- stdout, --- stderr, --- exit CODE.
# SETTLE is how long the cluster gets after a change, in seconds: pods take a moment to start and stop.
KUBECTL=${KUBECTL:-kubectl}
SETTLE=${SETTLE:-0.3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n' >svc.yaml
printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 81\n' >svc2.yaml
printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: bad\nspec:\n  type: Foo\n  ports:\n  - port: 0\n  - port: 70000\n' >bad.yaml
printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: typo\nspec:\n  prots: []\n  ports:\n  - port: 80\n    targetport: 1\n' >typo.yaml
number=0
k() {
  number=$((number + 1))
  $KUBECTL "$@" >out 2>err </dev/null
  code=$?
  printf '##### %d\n' "$number"
  printf '%s\n' "$@"
  printf -- '--- stdout\n'; cat out
  printf -- '--- stderr\n'; cat err
  printf -- '--- exit %d\n' "$code"
}
settle() { sleep "$SETTLE"; }

# create and run
k create deployment web --image=nginx:1.27 --replicas=2 --port=80
k create deployment web --image=nginx:1.27
k create deployment My_Web --image=nginx:1.27
k create deployment noport --image=redis:7
k create deployment web3 --image=nginx:1.27 --replicas=0 -n nope
k create namespace demo
k create ns demo
k create namespace Bad_NS
k create service clusterip cip --tcp=80:8080
k create service clusterip head --clusterip=None
k create service nodeport npx --tcp=80:8080 --node-port=30080
k create service nodeport npy --tcp=80 --node-port=8080
k create service externalname ext --external-name=example.com
k create service loadbalancer lb --tcp=443:8443
k create configmap settings --from-literal=a=1 --from-literal=b=2
k run tmp --image=busybox:1.36 --restart=Never --labels=a=b -- sleep 3600
k run tmp --image=busybox:1.36
k run withsvc --image=nginx:1.27 --port=80 --expose
settle
# expose
k expose deployment web --port=8080 --target-port=80
k expose deployment web --port=8080
k expose deployment web --name=web-np --type=NodePort
k expose deployment web --name=web-lb --type=LoadBalancer --port=80
k expose deployment web --name=web-h --cluster-ip=None --port=80
k expose deployment web --name=web-udp --port=53 --protocol=UDP
k expose deployment web --name=web-sticky --port=80 --session-affinity=ClientIP
k expose deployment web --name=web-foo --port=80 --type=Foo
k expose deployment noport
k expose deployment nope --port=80
k expose deployment web --name=web-bad --port=70000
k expose deployment web --name=web-tp --port=80 --target-port=http
k expose service web --port=9090 --name=web-again
k expose pod tmp --port=80 --name=tmp-svc
settle
# get
k get deploy,rs,pods -o wide
k get svc -o wide
k get svc -A
k get nodes,ns
k get pods --show-labels
k get pods -l app=web
k get pods -l 'app in (web,noport)'
k get pods -l 'app=a b'
k get pods -L app,run
k get pods --field-selector status.phase=Running
k get pods --field-selector foo=bar
k get svc --field-selector spec.type=NodePort
k get svc --sort-by=.metadata.name
k get pods --no-headers
k get deploy,svc -o name
k get svc web -o jsonpath='{.spec.clusterIP}'
k get pods -o custom-columns=NAME:.metadata.name,IP:.status.podIP,NOPE:.spec.nope
k get svc -o go-template='{{range .items}}{{.metadata.name}} {{end}}'
k get svc web -o yaml
k get svc web -o json
k get svc web nope
k get foos
k get svc/web deploy/nope pod/nope
k get endpoints web
k get endpointslices -l kubernetes.io/service-name=web
k get all -n demo
k get cm settings -o yaml
k get servicecidrs
# scale
k scale deployment web --replicas=3
settle
k get deploy web
k scale deploy/web deploy/noport --replicas=2
settle
k scale deployment nope --replicas=1
k scale deployment web --current-replicas=7 --replicas=1
k scale service web --replicas=1
k scale deployment web --replicas=2
settle
# label, annotate, patch, set
k label svc web env=prod team=a
k label pods -l app=web v=1
k label pod nope a=b
k label svc --all x=y
k label svc web --list
k annotate svc web note=hello
k annotate svc web note=bye
k annotate svc web note=bye --overwrite
k annotate svc web note-
k patch svc web -p '{"spec":{"type":"NodePort"}}'
k patch svc web -p '{"spec":{"type":"NodePort"}}'
k patch svc web -p '{"spec":{"type":"Foo"}}'
k patch svc web --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":9000}]'
k patch svc web --type=json -p '[{"op":"replace","path":"/spec/nope/0","value":1}]'
k patch svc web --type=merge -p '{"spec":{"selector":{"app":"web","tier":null}}}'
k patch svc web -p '{"spec":{"clusterIP":"10.96.77.77"}}'
k patch svc web -p '{"spec":{"foo":1}}'
k patch svc nope -p '{"spec":{"type":"NodePort"}}'
k patch svc web -p '{"spec":{"type":"ClusterIP"}}'
k set selector svc web app=web
k set image deployment/web nginx=nginx:1.28
settle
k rollout status deployment/web
k rollout history deployment/web
k rollout undo deployment/web
settle
k rollout status deployment/web
k rollout restart deployment/noport
settle
k rollout status deployment/nope
k set env deployment/noport A=1
settle
k wait --for=condition=Available deployment/web --timeout=10s
# look into containers
k exec deploy/web -- cat /etc/resolv.conf
k exec deploy/web -- env
k exec deploy/web -- sh -c 'nslookup web'
k exec tmp -- hostname
k exec tmp -- cat /nope
k exec tmp -- frobnicate
k exec tmp -c nope -- env
k exec deploy/nope -- env
k exec nope -- env
k run once -i --rm --restart=Never --image=busybox:1.36 -- cat /etc/resolv.conf
k logs deploy/web
k logs nope
# describe, explain, others
k describe svc web-h
k describe svc ext
k describe svc nope
k describe ns demo
k describe svc we
k api-resources --api-group=apps
k explain service.spec.nope
k cluster-info
# reading: what goes together and what does not
k get -f svc.yaml
k get -f svc.yaml -f nope.yaml
k get -f svc.yaml svc
k describe -f svc.yaml
k get all web
k get svc,
k get svc web -l a=b
k get svc/web --field-selector metadata.name=web
k get svc,deploy web -o name
k describe svc svc/web
k get ev
k get svc --show-labels -o yaml
k get svc --output-watch-events
k get svc,pods -w
k get svc -o custom-columns-file=nope
k get svc -o custom-columns=
k get svc --sort-by=.spec.ports[0].port
k get svc --sort-by=.metadata.resourceVersion -o name
k get svc --sort-by='{.spec'
k get svc web --sort-by=.nope
k get svc --sort-by=.nope -o name
k get svc,deploy --sort-by=.metadata.name
k get svc web lb --sort-by=.metadata.name
k get --raw /healthz
k get --raw /nope
k get --raw nope
k get --raw /api svc
k events --types=Foo
k logs deploy/web
k rollout status svc/web
k rollout history svc/web
k rollout history pod/tmp
k wait --for=condition=Ready pod/tmp pod/nope --timeout=1s
k wait --for=condition=Nope pod -l app=web --timeout=0
k wait --for=create pod/nope --timeout=0.1s
k wait --for=jsonpath='{.metadata}'=x pod/tmp --timeout=0
k wait --for=jsonpath='{.status.phase}'=Running pod/tmp --timeout=5s
k wait --for=jsonpath= pod/tmp
k wait --for=foo pod/tmp
# create and run: what kubectl itself refuses
k create deployment neg --image=nginx --replicas=-1
k create deployment neg --image=nginx --replicas=x
k create configmap bad --from-literal='a b=c'
k create configmap bad --from-file=nope
k create service clusterip bad --tcp=80:70000
k create service clusterip bad --tcp=80:a_b
k create service nodeport bad --tcp=80 --node-port=-1
k create svc clusterip json --tcp=80 -o json --dry-run=client
k run bad --image=nginx --restart=Foo
k run bad --image=Nginx
k run bad --image=
k run json --image=nginx --labels=x=y --annotations=k=v --env=A=B --dry-run=client -o json
# changing: what is refused, what is told
k label svc web =b
k label svc web 'a b=c'
k rollout restart svc/web
k set image svc/web a=b
k delete svc lb -A
k diff -f nope.yaml
k diff
k replace
k patch svc lb -p '{"spec":{"externalIPs":["192.0.2.7"]}}'
k label svc lb team=b
k annotate svc lb note=x
# apply, replace
k apply -f svc.yaml
k apply -f svc.yaml
k apply -f svc2.yaml
k apply -f svc.yaml --dry-run=server
k apply -f svc.yaml --dry-run=client
k create -f svc.yaml
k replace -f svc.yaml
k create -f bad.yaml
k create -f typo.yaml
k apply view-last-applied svc app
k delete -f svc.yaml
k delete -f svc.yaml
k apply -f svc.yaml -n demo
k apply -f svc.yaml -n nope
# delete
k delete pod nope
k delete pod tmp withsvc nope --grace-period=1
k delete svc cip
k delete svc cip
k delete svc cip --ignore-not-found
k delete svc/head svc/npx
k delete svc -l x=y
k delete svc -l nothing=here
k delete deploy noport
k delete deployment nope
k delete deployment --all
k delete cm settings
k delete svc app -n demo
k delete all --all -n demo
k delete ns demo
k delete ns demo
k delete ns default
settle
k get all
